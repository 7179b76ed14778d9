namespace Gateway.Edge.Caching.Fills;

/// <summary>Memory for answers that are still arriving, all together.</summary>
internal sealed class ArrivingBudget(long capacity)
{
    private long _taken;

    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Takes the bytes, if there are so many left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= capacity)
            return true;

        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
