namespace Gateway.Grains.Intake;

/// <summary>
/// Calls back on the grain's scheduler at the earliest instant that was asked for. No timer of the grain's: of one that is to end they
/// stand behind the calls that wait for its successor, and it ends only when what its timers have to retry is done.
/// </summary>
internal sealed class Alarm : IDisposable
{
    private readonly Action _ring;
    private readonly TimeProvider _time;
    private readonly TaskScheduler _scheduler = TaskScheduler.Current;
    private readonly ITimer _timer;
    private DateTimeOffset _setFor = DateTimeOffset.MaxValue;
    private bool _isOver;

    /// <summary>Made on the scheduler on which it is to call back.</summary>
    /// <param name="ring">What is called.</param>
    /// <param name="time">The clock.</param>
    public Alarm(Action ring, TimeProvider time)
    {
        (_ring, _time) = (ring, time);
        using var flow = ExecutionContext.SuppressFlow();
        _timer = time.CreateTimer(static alarm => ((Alarm)alarm!).Schedule(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan); // It is given itself.
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

    /// <summary>It rings no more.</summary>
    public void Dispose()
    {
        _isOver = true;
        _timer.Dispose();
    }

    private void Schedule() => Task.Factory.StartNew(Ring, CancellationToken.None, TaskCreationOptions.None, _scheduler).Ignore();

    private void Ring()
    {
        // It may have been on its way already.
        if (_isOver)
            return;
        _setFor = DateTimeOffset.MaxValue;
        _ring();
    }
}
