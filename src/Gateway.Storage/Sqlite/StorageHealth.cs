namespace Gateway.Storage.Sqlite;

/// <summary>The outcome of the last commit, as the writer saw it.</summary>
internal sealed class StorageHealth(TimeProvider time)
{
    private volatile StorageException? _problem;
    private long _lastWriteTicks;

    public StorageException? Problem => _problem;

    public DateTimeOffset? LastWrite =>
        Interlocked.Read(ref _lastWriteTicks) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void Succeeded()
    {
        _problem = null;
        Interlocked.Exchange(ref _lastWriteTicks, time.GetUtcNow().UtcTicks);
    }

    public void Failed(StorageException problem) => _problem = problem;
}
