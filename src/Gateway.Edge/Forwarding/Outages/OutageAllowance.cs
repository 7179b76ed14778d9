namespace Gateway.Edge.Forwarding.Outages;

/// <summary>
/// Whether an outage is told of when it begins: a few in a row are, and after them one for each minute that has passed, so that an
/// origin that comes and goes does not flood the log. Not thread-safe.
/// </summary>
internal sealed class OutageAllowance(TimeProvider time)
{
    /// <summary>How many in a row are told of at once.</summary>
    public const int InARow = 3;

    /// <summary>After it one more is; and between two lines that tell of the same outage.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    // Until when what was taken is used up.
    private TimeSpan _usedUntil;

    /// <summary>Now, by a clock that nobody sets.</summary>
    public TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Whether nothing of it is used up.</summary>
    public bool IsWhole => _usedUntil <= Now;

    /// <summary>Takes one, where one is left.</summary>
    public bool TryTake()
    {
        var now = Now;
        if (_usedUntil - now > Quiet * (InARow - 1))
            return false;
        _usedUntil = (_usedUntil > now ? _usedUntil : now) + Quiet;
        return true;
    }
}
