namespace Gateway.Commands.Import;

/// <summary>A stream to read once, the first bytes of which were read already to see what it holds. It does not own the inner one.</summary>
/// <param name="inner">Where the rest is.</param>
/// <param name="first">What was read, where <paramref name="inner"/> cannot be set back.</param>
internal sealed class PeekedStream(Stream inner, ReadOnlyMemory<byte> first) : Stream
{
    // Not less than what GZipStream asks for at once.
    private const int Tail = 8_192;

    private ReadOnlyMemory<byte> _first = first;

    /// <summary>Whether a reader was told that nothing more comes.</summary>
    public bool IsAtEnd { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_first.IsEmpty)
        {
            var count = Math.Min(_first.Length, buffer.Length);
            _first[..count].CopyTo(buffer);
            _first = _first[count..];
            return count;
        }

        // A decoder takes more than it needs and says nothing of what it left, so that the last bytes are handed out one by one.
        if (inner.CanSeek && buffer.Length > 1)
            buffer = buffer[..(int)Math.Clamp(inner.Length - inner.Position - Tail, 1, buffer.Length)];
        var read = await inner.ReadAsync(buffer, cancellationToken);
        IsAtEnd |= read == 0 && buffer.Length > 0;
        return read;
    }

    /// <summary>
    /// Whether anything follows but zeros, with which tapes and block devices are filled up. A decoder takes two bytes, and of a
    /// stream that cannot seek up to 8 KiB, to see that no further gzip member follows: of these nothing is said.
    /// </summary>
    public async ValueTask<bool> HasMoreAsync(CancellationToken cancellation)
    {
        var buffer = new byte[Tail];
        while (await inner.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
                return true;
        }

        return false;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
