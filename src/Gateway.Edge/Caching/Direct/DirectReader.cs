using System.Buffers;
using System.IO.Pipelines;

namespace Gateway.Edge.Caching.Direct;

/// <summary>
/// What the server reads of a connection: all but the requests that were answered directly. Only where one request has ended
/// and the next begins is looked at the bytes; whatever cannot be understood there for certain ends that for good.
/// </summary>
/// <remarks>
/// It runs where the socket's readiness was learned (<see cref="WatchingThread"/>) as long as it answers. Before the server has
/// a byte it leaves for the pool; so it does after a few answers, so that no connection, however many requests it sends
/// without a pause, keeps others waiting for longer than those few take.
/// </remarks>
internal sealed class DirectReader(
    PipeReader inner, PipeWriter output, DirectSender sender, DirectHits hits, int mostFields, TimeSpan patience, TimeProvider time, LateRequests late) : PipeReader
{
    // What a connection may have answered before all others have their turn: the first number of answers, or as many of
    // this many bytes.
    private const int Share = 32;
    private const int UnitLength = 8_192;

    private Stage _stage;
    private DirectRequest? _last;
    private ReadOnlySequence<byte> _shown;
    private int _shownHead;
    private bool _serverWrote;
    private int _share = Share;

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
        _stage == Stage.Between ? ReadBetweenAsync(cancellationToken) : ReadForServer(cancellationToken);

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
        sender.PreferWatchingThread(true);
        while (true)
        {
            var result = await inner.ReadAsync(cancellation);
            if (result.IsCanceled || result.IsCompleted)
                return await PassAsync(result);
            var rest = result.Buffer;
            while (!rest.IsEmpty)
            {
                if (Understand(rest) is not { } request)
                    return await PassAsync(new ReadResult(rest, isCanceled: false, isCompleted: false));
                var now = time.GetUtcNow();
                // A server that is to end says so with each answer.
                if (!request.IsPlain || late.AreLast || time.GetElapsedTime(_seenByServer) > patience
                    || !hits.TryAnswer(request, now, out var head, out var body))
                    return await ShowAsync(rest, request);

                // What the server has written goes first: its pipe lets a flush through once it is empty.
                if (_serverWrote)
                {
                    await output.FlushAsync(cancellation);
                    _serverWrote = false;
                }

                rest = rest.Slice(request.Head.Length);
                if (!await sender.SendAsync(head, body))
                    return await PassAsync(new ReadResult(rest.Slice(rest.End), isCanceled: false, isCompleted: true));
                _share -= 1 + (body is null ? 0 : (int)Math.Min(Share, body.Length / UnitLength));
                if (_share <= 0)
                {
                    await Task.Yield();
                    _share = Share;
                }
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

    private async ValueTask<ReadResult> PassAsync(ReadResult result)
    {
        await LeaveAsync();
        (_stage, _last) = (Stage.Passing, null);
        return result;
    }

    private async ValueTask<ReadResult> ShowAsync(ReadOnlySequence<byte> bytes, DirectRequest request)
    {
        await LeaveAsync();
        (_stage, _shown, _shownHead, _serverWrote) = (Stage.Shown, bytes, request.Head.Length, true);
        _seenByServer = time.GetTimestamp();
        return new ReadResult(bytes, isCanceled: false, isCompleted: false);
    }

    private async ValueTask LeaveAsync()
    {
        sender.PreferWatchingThread(false);
        if (WatchingThread.IsHere)
            await Task.Yield();
    }

    private ValueTask<ReadResult> ReadForServer(CancellationToken cancellation)
    {
        var reading = inner.ReadAsync(cancellation);
        return reading.IsCompleted ? reading : WaitForServer(reading);
    }

    // An event that was under way when the server got the connection may still end on a thread that watches sockets.
    private static async ValueTask<ReadResult> WaitForServer(ValueTask<ReadResult> reading)
    {
        var result = await reading;
        if (WatchingThread.IsHere)
            await Task.Yield();
        return result;
    }
}
