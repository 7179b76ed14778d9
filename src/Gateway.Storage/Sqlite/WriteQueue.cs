namespace Gateway.Storage.Sqlite;

/// <summary>
/// Where writes wait for the writer's thread. Bounded: beyond <c>maxBytes</c> callers wait in
/// <see cref="WaitForRoomAsync"/>, before they serialise, so that a flood costs them time and not the process memory.
/// </summary>
internal sealed class WriteQueue(long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private List<StoreWrite> _writes = [];
    private volatile int _count;
    private long _queuedBytes;
    private bool _closed;

    /// <summary>Bytes of the writes that are queued or being committed.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    public bool HasWrites => _count > 0;

    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return _closed;
        }
    }

    public Task WaitForRoomAsync()
    {
        if (QueuedBytes < maxBytes)
            return Task.CompletedTask;
        lock (_gate)
        {
            if (_queuedBytes < maxBytes || _closed)
                return Task.CompletedTask;
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(room);
            return room.Task;
        }
    }

    /// <returns>False: closed, nothing was queued.</returns>
    public bool TryAdd(StoreWrite write)
    {
        bool wake;
        lock (_gate)
        {
            if (_closed)
                return false;
            _writes.Add(write);
            _queuedBytes += write.Bytes;
            wake = _count++ == 0;
        }

        if (wake)
            Wake();
        return true;
    }

    /// <summary>Swaps the waiting writes for <paramref name="empty"/>; null: none.</summary>
    public List<StoreWrite>? Take(List<StoreWrite> empty)
    {
        lock (_gate)
        {
            if (_count == 0)
                return null;
            var taken = _writes;
            _writes = empty;
            _count = 0;
            return taken;
        }
    }

    /// <summary>Blocks the writer's thread until there is something to take, or the queue is closed.</summary>
    public void WaitForWrites()
    {
        while (_count == 0 && !IsClosed)
            _arrived.Wait();
    }

    /// <summary>Blocks the writer's thread until there is something to take, for some milliseconds at most.</summary>
    public void WaitForWrites(int milliseconds) => _arrived.Wait(milliseconds);

    /// <summary>To be called for finished writes: makes room, and lets in one waiting caller for each.</summary>
    public void Release(long bytes, int writes)
    {
        lock (_gate)
        {
            _queuedBytes -= bytes;
            while (writes-- > 0 && _waiting.TryDequeue(out var room))
                room.SetResult();
        }
    }

    /// <summary>No further writes; those queued are still committed.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_waiting.TryDequeue(out var room))
                room.SetResult();
        }

        Wake();
    }

    private void Wake()
    {
        try
        {
            _arrived.Release();
        }
        catch (SemaphoreFullException)
        {
            // The wake-up before this one has not been used yet; one is enough.
        }
    }
}
