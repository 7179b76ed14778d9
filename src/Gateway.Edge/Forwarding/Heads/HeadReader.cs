using Gateway.Edge.Interim;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Forwarding.Heads;

/// <summary>
/// Looks at the heads that an HTTP/1.1 connection to an origin brings. Interim responses are told of, which the client of .NET
/// swallows (RFC 9110 §15.2 asks a proxy to forward them). At an answer that is not sure where it ends reading fails, so that
/// the connection is closed (RFC 9112 §6.3, 5): what comes after that answer must not be taken for the next one. Changes nothing
/// that passes.
/// </summary>
/// <remarks>
/// Interim responses are listened to for requests without content only. Whoever returns a connection to its pool may read ahead; so
/// an exchange begins, for the connection, when its request is written.
/// </remarks>
internal sealed class HeadReader(Stream inner) : Stream
{
    private const int LongestHead = 32_768;
    private static ReadOnlySpan<byte> Sign => "HTTP/1.1 1"u8;

    private OriginExchange? _exchange;
    private Action<InterimResponse>? _listener;
    private bool _awaitsHead;
    private byte[] _held = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Content may still be written while its answer comes: that is no new one.
        if (OriginExchange.Current is var exchange && !ReferenceEquals(exchange, _exchange))
            (_exchange, _listener, _held, _awaitsHead) = (exchange, InterimListener.Current, [], true);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(buffer, cancellationToken);
        if (!read.IsCompletedSuccessfully)
            return AwaitAsync(read, buffer);

        var count = read.Result;
        Look(buffer.Span[..count]);
        return ValueTask.FromResult(count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> AwaitAsync(ValueTask<int> read, Memory<byte> buffer)
    {
        var count = await read;
        Look(buffer.Span[..count]);
        return count;
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        if (!_awaitsHead || bytes.IsEmpty)
            return;
        if (_held.Length > 0)
            bytes = (byte[])[.. _held, .. bytes];

        for (var end = EndOfHead(bytes); end > 0; end = EndOfHead(bytes))
        {
            var head = bytes[..end];
            bytes = bytes[end..];
            if (!head.StartsWith(Sign))
            {
                // The answer itself has begun: nothing more to look for until the next request.
                (_awaitsHead, _listener, _held) = (false, null, []);
                if (AnswerFraming.FaultOf(head) is { } fault)
                    throw new HttpRequestException(HttpRequestError.InvalidResponse, fault);
                return;
            }

            var interim = InterimResponse.Parse(head);
            if (interim is not { Status: not StatusCodes.Status101SwitchingProtocols })
            {
                (_awaitsHead, _listener, _held) = (false, null, []);
                return;
            }

            if (interim.IsForClients)
                _listener?.Invoke(interim);
        }

        _awaitsHead = bytes.Length <= LongestHead;
        _held = _awaitsHead ? bytes.ToArray() : [];
    }

    // Behind the first empty line, as the client takes it, which minds no missing CR; 0 where it has not come.
    private static int EndOfHead(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; bytes[at..].IndexOf((byte)'\n') is var line and >= 0;)
        {
            at += line + 1;
            var rest = bytes[at..];
            if (rest.StartsWith("\n"u8))
                return at + 1;
            if (rest.StartsWith("\r\n"u8))
                return at + 2;
        }

        return 0;
    }
}
