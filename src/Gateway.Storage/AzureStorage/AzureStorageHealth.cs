namespace Gateway.Storage.AzureStorage;

/// <summary>The outcome of the last write, and of a look at the service after one that failed.</summary>
internal sealed class AzureStorageHealth(TimeProvider time) : IStorageHealth
{
    private volatile StorageException? _problem;
    private volatile Func<CancellationToken, Task>? _probe;
    private long _lastWriteTicks;

    /// <summary>Has a failed write followed by looks at the service, until one succeeds.</summary>
    public void ProbeBy(Func<CancellationToken, Task> probe) => _probe = probe;

    public void Succeeded()
    {
        if (_problem is not null)
            _problem = null;
        Interlocked.Exchange(ref _lastWriteTicks, time.GetUtcNow().UtcTicks);
    }

    /// <summary>Remembers a failure of the service; the exception to throw for it.</summary>
    public StorageException Failed(Exception exception, bool isWrite)
    {
        var problem = AzureErrors.Translate(exception, isWrite);
        // One value that is too large says nothing of the service.
        if (problem.Failure != StorageFailure.TooLarge)
            _problem = problem;
        return problem;
    }

    public async ValueTask<StorageHealthSnapshot> CheckAsync(CancellationToken cancellationToken = default)
    {
        if (_problem is not null && _probe is { } probe)
        {
            try
            {
                await probe(cancellationToken);
                _problem = null;
            }
            catch (Exception e) when (AzureErrors.IsOfTheService(e))
            {
                _problem = AzureErrors.Translate(e, isWrite: false);
            }
        }

        var ticks = Interlocked.Read(ref _lastWriteTicks);
        return new StorageHealthSnapshot(_problem is null, _problem?.Message, ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero));
    }
}
