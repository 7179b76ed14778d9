namespace Gateway.Origin;

/// <summary>Has requests that nothing can answer for now counted, and told of ten seconds apart at least. Thread-safe.</summary>
internal sealed class Outage(TimeProvider time)
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(10);

    private long _nextTicks;
    private long _times;

    /// <summary>Counts one.</summary>
    /// <param name="times">How many since it was last told, this one among them.</param>
    public bool IsToBeTold(out long times)
    {
        times = Interlocked.Increment(ref _times);
        var (now, next) = (time.GetUtcNow().UtcTicks, Volatile.Read(ref _nextTicks));
        if (now < next || Interlocked.CompareExchange(ref _nextTicks, now + Apart.Ticks, next) != next)
            return false;
        times = Interlocked.Exchange(ref _times, 0);
        return true;
    }
}
