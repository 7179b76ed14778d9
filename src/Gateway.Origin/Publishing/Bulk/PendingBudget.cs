namespace Gateway.Origin.Publishing.Bulk;

/// <summary>How much of a stream may be read and not answered yet. One reader acquires, one writer releases.</summary>
/// <param name="records">Records at most.</param>
/// <param name="bytes">Bytes at most; one record alone may be larger.</param>
internal sealed class PendingBudget(int records, int bytes)
{
    private readonly Lock gate = new();
    private int heldRecords;
    private long heldBytes;
    private TaskCompletionSource? waiter;

    /// <summary>Records that wait for their answer.</summary>
    public int Held
    {
        get
        {
            lock (gate)
                return heldRecords;
        }
    }

    /// <summary>Takes room if there is some.</summary>
    public bool TryAcquire(int size)
    {
        lock (gate)
            return TryTake(size);
    }

    /// <summary>Waits for room.</summary>
    public async Task AcquireAsync(int size, CancellationToken cancellation)
    {
        while (true)
        {
            Task room;
            lock (gate)
            {
                if (TryTake(size))
                    return;
                waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = waiter.Task;
            }

            await room.WaitAsync(cancellation);
        }
    }

    /// <summary>Gives room back.</summary>
    public void Release(int size)
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            heldRecords--;
            heldBytes -= size;
            (woken, waiter) = (waiter, null);
        }

        woken?.TrySetResult();
    }

    private bool TryTake(int size)
    {
        if (heldRecords > 0 && (heldRecords >= records || heldBytes + size > bytes))
            return false;

        heldRecords++;
        heldBytes += size;
        return true;
    }
}
