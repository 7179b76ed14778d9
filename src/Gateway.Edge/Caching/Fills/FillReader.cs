namespace Gateway.Edge.Caching.Fills;

/// <summary>One reader of a <see cref="FillBody"/>.</summary>
internal sealed class FillReader(FillBody body, Chunk before) : IDisposable
{
    private Chunk? _current = before;

    internal long Position { get; set; }

    /// <summary>Whether it was too slow for the others.</summary>
    internal bool IsCut { get; set; }

    /// <summary>The next piece; empty at the end.</summary>
    /// <exception cref="IOException">The answer broke off, or this reader was too slow.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellation)
    {
        var current = _current ?? throw new ObjectDisposedException(nameof(FillReader));
        while (true)
        {
            // In this order: what is written before the end is seen after it.
            var (ended, broken, more) = body.State(this);
            if (current.Next is { } next && !IsCut)
            {
                _current = next;
                return next.Bytes;
            }

            if (broken)
                throw new IOException("The answer broke off.");
            if (ended)
                return default;
            await more.WaitAsync(cancellation);
        }
    }

    /// <summary>Says that a piece has gone out.</summary>
    public void Passed(int count) => body.Passed(this, count);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _current, null) is not null)
            body.Leave(this);
    }
}
