namespace Gateway.HttpCaching.Store;

/// <summary>
/// A body that one writes while any number read it, each at a pace of its own: those who wait for the same origin's answer are sent
/// its body as it comes in. One writer at a time; any number of readers, who hold up neither the writer nor each other.
/// </summary>
/// <param name="expectedLength">The length in bytes, where a <c>Content-Length</c> tells it; else negative.</param>
public sealed class GrowingBody(long expectedLength = -1)
{
    private readonly Lock _gate = new();
    private readonly StoredBodyWriter _writer = new(expectedLength);
    private TaskCompletionSource? _waited;
    private Exception? _failure;
    private bool _ended;

    /// <summary>Bytes written.</summary>
    public long Written
    {
        get
        {
            lock (_gate)
                return _writer.Written;
        }
    }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="InvalidOperationException">The body has ended.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        TaskCompletionSource? waited;
        lock (_gate)
        {
            ThrowIfEnded();
            _writer.Write(bytes);
            waited = TakeWaited();
        }

        waited?.SetResult();
    }

    /// <summary>Ends the body: readers come to its end.</summary>
    /// <returns>The whole of it, to be stored.</returns>
    /// <exception cref="InvalidOperationException">The body has ended.</exception>
    public StoredBody Complete()
    {
        StoredBody body;
        TaskCompletionSource? waited;
        lock (_gate)
        {
            ThrowIfEnded();
            body = _writer.Complete();
            _ended = true;
            waited = TakeWaited();
        }

        waited?.SetResult();
        return body;
    }

    /// <summary>Ends a body that broke off: readers get what came in, then the exception. Without effect on one that has ended.</summary>
    public void Fail(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        TaskCompletionSource? waited;
        lock (_gate)
        {
            if (_ended)
                return;

            _failure = failure;
            _ended = true;
            waited = TakeWaited();
        }

        waited?.SetResult();
    }

    /// <summary>Waits for bytes behind a position.</summary>
    /// <param name="position">How many bytes the reader has had, 0 at first.</param>
    /// <param name="cancellation">The reader's own; of no concern to others.</param>
    /// <returns>The next bytes, never to change; empty at the end of the body.</returns>
    /// <exception cref="IOException">The body broke off; the reason is inside.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long position, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        while (true)
        {
            Task waiting;
            lock (_gate)
            {
                if (_writer.Slice(position) is { IsEmpty: false } next)
                    return next;
                if (_failure is not null)
                    throw new IOException("The origin's answer broke off.", _failure);
                if (_ended)
                    return default;

                waiting = (_waited ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await waiting.WaitAsync(cancellation);
        }
    }

    private TaskCompletionSource? TakeWaited()
    {
        var waited = _waited;
        _waited = null;
        return waited;
    }

    private void ThrowIfEnded()
    {
        if (_ended)
            throw new InvalidOperationException("The body has ended.");
    }
}
