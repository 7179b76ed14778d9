namespace Gateway.Hosting.Logging;

/// <summary>How often one event came, and what to say of those that were not shown. Thread-safe.</summary>
internal sealed class EventLines
{
    private readonly Lock _gate = new();
    private long _began;
    private int _count;
    private Hidden? _hidden;

    /// <summary>Counts one.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="most">Lines in one window.</param>
    /// <returns>Whether it is shown; whether it is the first since the last account that is not.</returns>
    public (bool IsShown, bool IsFirstHidden) Count(TimeProvider time, int most)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_count == 0 || time.GetElapsedTime(_began, now) >= BoundedLoggerProvider.Window)
                (_began, _count) = (now, 0);
            if (++_count <= most)
                return (true, false);
            var isFirst = _hidden is null;
            _hidden = isFirst ? new Hidden(1, LogLevel.None, default, "") : _hidden! with { Count = _hidden.Count + 1 }; // Not null: it is not the first.
            return (false, isFirst);
        }
    }

    /// <summary>What the first that was not shown said, for all of them.</summary>
    public void Remember(LogLevel level, EventId eventId, string text)
    {
        lock (_gate)
        {
            if (_hidden is { } hidden)
                _hidden = hidden with { Level = level, Event = eventId, Text = text };
        }
    }

    /// <summary>Gives account of those not shown, once; null where there are none.</summary>
    public Hidden? TakeHidden()
    {
        lock (_gate)
        {
            if (_hidden is not { Level: not LogLevel.None } hidden)
                return null;
            _hidden = null;
            return hidden;
        }
    }

    /// <param name="Count">How many.</param>
    /// <param name="Level">The first one's; <see cref="LogLevel.None"/> until that is known.</param>
    /// <param name="Event">The first one's.</param>
    /// <param name="Text">The first one's.</param>
    internal sealed record Hidden(long Count, LogLevel Level, EventId Event, string Text);
}
