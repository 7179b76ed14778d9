namespace Gateway.Edge.Interim;

/// <summary>Takes the interim responses to the request that is being sent in this flow of calls.</summary>
internal static class InterimListener
{
    private static readonly AsyncLocal<Action<InterimResponse>?> Local = new();

    /// <summary>Who listens; null for nobody.</summary>
    public static Action<InterimResponse>? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }
}

/// <summary>
/// Looks at what an HTTP/1.1 connection to an origin brings for interim responses, which the client of .NET swallows
/// (RFC 9110 §15.2 asks a proxy to forward them). Changes nothing that passes.
/// </summary>
/// <remarks>
/// Only requests without content are listened to: these are written once, and all that is read after that is heads of
/// interim responses, then the answer. Whoever returns a connection to its pool may read ahead; so the request's listener is taken
/// when it is written.
/// </remarks>
internal sealed class InterimReader(Stream inner) : Stream
{
    private const int LongestHead = 32_768;
    private static ReadOnlySpan<byte> Sign => "HTTP/1.1 1"u8;
    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    private Action<InterimResponse>? _listener;
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
        (_listener, _held) = (InterimListener.Current, []);
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
        if (_listener is not { } listener || bytes.IsEmpty)
            return;
        if (_held.Length > 0)
            bytes = (byte[])[.. _held, .. bytes];

        while (!bytes.IsEmpty)
        {
            var sign = Math.Min(bytes.Length, Sign.Length);
            if (!bytes[..sign].SequenceEqual(Sign[..sign]) || bytes.Length > LongestHead)
            {
                // The answer itself has begun: nothing more to look for until the next request.
                (_listener, _held) = (null, []);
                return;
            }

            var end = bytes.IndexOf(End);
            if (end < 0)
                break;
            if (InterimResponse.Parse(bytes[..end]) is { IsForClients: true } interim)
                listener(interim);
            bytes = bytes[(end + End.Length)..];
        }

        _held = bytes.ToArray();
    }
}
