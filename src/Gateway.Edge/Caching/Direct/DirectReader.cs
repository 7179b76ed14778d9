using System.Buffers;
using System.IO.Pipelines;

namespace Gateway.Edge.Caching.Direct;

/// <summary>
/// What the server reads of a connection: all but the requests that were answered directly. Only where one request has ended
/// and the next begins is looked at the bytes; whatever cannot be understood there for certain ends that for good.
/// </summary>
internal sealed class DirectReader(PipeReader inner, PipeWriter output, DirectSender sender, DirectHits hits, int mostFields, TimeSpan patience, TimeProvider time) : PipeReader
{
    // Reads in a row that had not to be waited for, after which others have their turn.
    private const int Turns = 4;

    private Stage _stage;
    private DirectRequest? _last;
    private ReadOnlySequence<byte> _shown;
    private int _shownHead;
    private bool _serverWrote;

    // When the server last had a request: it closes what it thinks idle.
    private long _seenByServer = time.GetTimestamp();

    private enum Stage
    {
        /// <summary>The next byte begins a request.</summary>
        Between,

        /// <summary>The server has a request whose length is known.</summary>
        Shown,

        /// <summary>All is the server's.</summary>
        Passing,
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        _stage == Stage.Between ? ReadBetweenAsync(cancellationToken) : inner.ReadAsync(cancellationToken);

    public override bool TryRead(out ReadResult result)
    {
        _stage = Stage.Passing;
        return inner.TryRead(out result);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_stage == Stage.Shown)
        {
            _stage = _shown.Slice(_shown.Start, consumed).Length == _shownHead ? Stage.Between : Stage.Passing;
            _shown = default;
        }

        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private async ValueTask<ReadResult> ReadBetweenAsync(CancellationToken cancellation)
    {
        for (var turns = 1; ; turns++)
        {
            var reading = inner.ReadAsync(cancellation);
            if (!reading.IsCompleted)
                turns = 0;
            else if (turns % Turns == 0)
                await Task.Yield();
            var result = await reading;
            if (result.IsCanceled || result.IsCompleted)
                return Pass(result);
            var rest = result.Buffer;
            while (!rest.IsEmpty)
            {
                if (Understand(rest) is not { } request)
                    return Pass(new ReadResult(rest, isCanceled: false, isCompleted: false));
                var now = time.GetUtcNow();
                if (!request.IsPlain || time.GetElapsedTime(_seenByServer) > patience || !hits.TryAnswer(request, now, out var head, out var body))
                    return Show(rest, request);

                // What the server has written goes first: its pipe lets a flush through once it is empty.
                if (_serverWrote)
                {
                    await output.FlushAsync(cancellation);
                    _serverWrote = false;
                }

                rest = rest.Slice(request.Head.Length);
                if (!await sender.SendAsync(head, body))
                    return Pass(new ReadResult(rest.Slice(rest.End), isCanceled: false, isCompleted: true));
            }

            inner.AdvanceTo(rest.Start);
        }
    }

    private DirectRequest? Understand(in ReadOnlySequence<byte> bytes)
    {
        var first = bytes.FirstSpan;
        if (_last is not null && first.StartsWith(_last.Head))
            return _last;
        if (!first.StartsWith("GET /"u8) && !first.StartsWith("HEAD /"u8))
            return null;

        var request = DirectRequest.Read(
            bytes.IsSingleSegment ? first : bytes.Slice(0, Math.Min(bytes.Length, DirectRequest.MaximumLength)).ToArray(), mostFields, hits.Rules);
        return request is null ? null : _last = request;
    }

    private ReadResult Pass(ReadResult result)
    {
        (_stage, _last) = (Stage.Passing, null);
        return result;
    }

    private ReadResult Show(in ReadOnlySequence<byte> bytes, DirectRequest request)
    {
        (_stage, _shown, _shownHead, _serverWrote) = (Stage.Shown, bytes, request.Head.Length, true);
        _seenByServer = time.GetTimestamp();
        return new ReadResult(bytes, isCanceled: false, isCompleted: false);
    }
}
