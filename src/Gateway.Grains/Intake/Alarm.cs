namespace Gateway.Grains.Intake;

/// <summary>Calls back on the grain's scheduler at the earliest instant that was asked for. Interleaves, and keeps the grain.</summary>
internal sealed class Alarm
{
    private readonly IGrainTimer _timer;
    private readonly TimeProvider _time;
    private DateTimeOffset _setFor = DateTimeOffset.MaxValue;

    /// <param name="ring">What is called.</param>
    /// <param name="register">Makes the grain's timer.</param>
    /// <param name="time">The clock.</param>
    public Alarm(Action ring, Func<Func<CancellationToken, Task>, GrainTimerCreationOptions, IGrainTimer> register, TimeProvider time)
    {
        _time = time;
        _timer = register(
            _ =>
            {
                _setFor = DateTimeOffset.MaxValue;
                ring();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
    }

    /// <summary>Rings then, unless it rings earlier already; whoever is called asks for the next time.</summary>
    public void Set(DateTimeOffset due)
    {
        if (due >= _setFor)
            return;
        _setFor = due;
        var wait = due - _time.GetUtcNow();
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
