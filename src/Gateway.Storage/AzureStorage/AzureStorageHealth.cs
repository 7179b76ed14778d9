using Microsoft.Extensions.Logging;

namespace Gateway.Storage.AzureStorage;

/// <summary>The outcome of the last write, and of a look at the service after one that failed.</summary>
internal sealed class AzureStorageHealth(TimeProvider time, ILogger<AzureStorageHealth> logger) : IStorageHealth
{
    private readonly Lock _gate = new();
    private volatile StorageException? _problem;
    private long _since;
    private volatile Func<CancellationToken, Task>? _probe;
    private long _lastWriteTicks;

    /// <summary>Has a failed write followed by looks at the service, until one succeeds.</summary>
    public void ProbeBy(Func<CancellationToken, Task> probe) => _probe = probe;

    public void Succeeded()
    {
        Recovered();
        Interlocked.Exchange(ref _lastWriteTicks, time.GetUtcNow().UtcTicks);
    }

    /// <summary>Remembers a failure of the service; the exception to throw for it.</summary>
    public StorageException Failed(Exception exception, bool isWrite)
    {
        var problem = AzureErrors.Translate(exception, isWrite);
        // One value that is too large says nothing of the service.
        if (problem.Failure != StorageFailure.TooLarge)
            Broke(problem);
        return problem;
    }

    public async ValueTask<StorageHealthSnapshot> CheckAsync(CancellationToken cancellationToken = default)
    {
        if (_problem is not null && _probe is { } probe)
        {
            try
            {
                await probe(cancellationToken);
                Recovered();
            }
            catch (Exception e) when (AzureErrors.IsOfTheService(e))
            {
                Broke(AzureErrors.Translate(e, isWrite: false));
            }
        }

        var ticks = Interlocked.Read(ref _lastWriteTicks);
        return new StorageHealthSnapshot(_problem is null, _problem?.Message, ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero));
    }

    // It is told of once, and so is its end.
    private void Broke(StorageException problem)
    {
        lock (_gate)
        {
            if (_problem is null)
            {
                _since = time.GetTimestamp();
                Log.StorageAway(logger, problem.Message);
            }

            _problem = problem;
        }
    }

    private void Recovered()
    {
        if (_problem is null)
            return;
        lock (_gate)
        {
            if (_problem is null)
                return;
            _problem = null;
            Log.StorageBack(logger, time.GetElapsedTime(_since).TotalSeconds);
        }
    }
}
