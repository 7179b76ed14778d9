namespace Gateway.Grains.Intake;

/// <summary>Bytes that may be in the queue at a time; first come, first served. Used on the grain's own scheduler only.</summary>
internal sealed class Room(long capacity, int maxWaiters, TimeSpan timeout, TimeProvider time)
{
    private readonly LinkedList<(long Bytes, TaskCompletionSource Entered)> _waiters = new();
    private long _taken;

    /// <summary>Takes room; false where there was none in time, or too many wait for it. One who finds it empty always enters.</summary>
    public async ValueTask<bool> Enter(long bytes)
    {
        if (_waiters.Count == 0 && Fits(bytes))
        {
            _taken += bytes;
            return true;
        }

        if (_waiters.Count >= maxWaiters)
            return false;

        var waiter = _waiters.AddLast((bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        var entered = waiter.Value.Entered.Task;
        try
        {
            await entered.WaitAsync(timeout, time);
        }
        catch (TimeoutException) when (!entered.IsCompletedSuccessfully)
        {
            _waiters.Remove(waiter);
            // One with less to bring may stand behind the one who gave up.
            Admit();
            return false;
        }
        catch (TimeoutException)
        {
            // Let in at the last moment.
        }

        return true;
    }

    public void Leave(long bytes)
    {
        _taken -= bytes;
        Admit();
    }

    private bool Fits(long bytes) => _taken == 0 || _taken + bytes <= capacity;

    private void Admit()
    {
        while (_waiters.First is { } first && Fits(first.Value.Bytes))
        {
            _waiters.RemoveFirst();
            _taken += first.Value.Bytes;
            first.Value.Entered.TrySetResult();
        }
    }
}
