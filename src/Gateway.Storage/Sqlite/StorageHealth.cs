namespace Gateway.Storage.Sqlite;

/// <summary>The outcome of the last commit, as the writer saw it.</summary>
internal sealed class StorageHealth(TimeProvider time)
{
    private volatile StorageException? _problem;
    private long _lastWriteTicks;
    private long _began;

    public StorageException? Problem => _problem;

    public DateTimeOffset? LastWrite =>
        Interlocked.Read(ref _lastWriteTicks) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>How long the commit under way has taken so far.</summary>
    public TimeSpan CommittingFor =>
        Interlocked.Read(ref _began) is var began and not 0 ? time.GetElapsedTime(began) : TimeSpan.Zero;

    public void Begin() => Interlocked.Exchange(ref _began, time.GetTimestamp());

    public void End() => Interlocked.Exchange(ref _began, 0);

    public void Succeeded()
    {
        _problem = null;
        Interlocked.Exchange(ref _lastWriteTicks, time.GetUtcNow().UtcTicks);
    }

    public void Failed(StorageException problem) => _problem = problem;
}
