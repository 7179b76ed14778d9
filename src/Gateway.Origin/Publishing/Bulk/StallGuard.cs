namespace Gateway.Origin.Publishing.Bulk;

/// <summary>
/// Ends a stream whose client neither sends nor reads. Waiting for the gateway's own work is no stall.
/// </summary>
internal sealed class StallGuard : IDisposable
{
    private readonly TimeProvider time;
    private readonly TimeSpan limit;
    private readonly Func<bool> isWorking;
    private readonly Action onStall;
    private readonly ITimer timer;
    private long lastProgress;

    /// <param name="time">The clock.</param>
    /// <param name="limit">How long a client may be idle; noticed at most a quarter of it late.</param>
    /// <param name="isWorking">Whether it is the gateway that the client waits for.</param>
    /// <param name="onStall">Called once or more when the limit is passed.</param>
    public StallGuard(TimeProvider time, TimeSpan limit, Func<bool> isWorking, Action onStall)
    {
        this.time = time;
        this.limit = limit;
        this.isWorking = isWorking;
        this.onStall = onStall;
        lastProgress = time.GetTimestamp();
        timer = time.CreateTimer(_ => Check(), null, limit / 4, limit / 4);
    }

    /// <summary>The client sent or took something.</summary>
    public void Progress() => Volatile.Write(ref lastProgress, time.GetTimestamp());

    public void Dispose() => timer.Dispose();

    private void Check()
    {
        if (isWorking())
            Progress();
        else if (time.GetElapsedTime(Volatile.Read(ref lastProgress)) >= limit)
            onStall();
    }
}
