namespace Gateway.Trust;

/// <summary>Has a problem that comes with every request told once a minute, with how often it came. Thread-safe.</summary>
/// <param name="time">The clock.</param>
public sealed class OnceAMinute(TimeProvider time)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _told = DateTimeOffset.MinValue;
    private long _times;

    /// <summary>Counts it, and says whether it is to be told now.</summary>
    /// <param name="times">How often it came since it was last told, this time included.</param>
    public bool IsDue(out long times)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            times = ++_times;
            if (now - _told < TimeSpan.FromMinutes(1))
                return false;
            (_told, _times) = (now, 0);
            return true;
        }
    }
}
