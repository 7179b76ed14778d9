namespace Gateway.Grains.Intake;

/// <summary>
/// Which changes go together. Each step of a batch costs a flush of the disk, whether it carries one change or a
/// thousand; so a few changes wait for the batch under way rather than start one beside it, and a batch waits a moment for
/// those who were in the last one. Used on the grain's own scheduler only.
/// </summary>
internal sealed class Company(IntakeOptions options, TimeProvider time)
{
    private int _usual;
    private TimeSpan _usualTime;
    private int _wanted;
    private TaskCompletionSource? _gathering;
    private bool _isPatient;

    /// <summary>Whether a batch is being held open now.</summary>
    public bool IsGathering => _gathering is not null;

    /// <summary>Whether changes should start a batch beside the one that is under way.</summary>
    /// <param name="ready">How many there are.</param>
    /// <param name="oldest">When the batch under way began.</param>
    public bool MayGoBeside(int ready, DateTimeOffset oldest) =>
        ready >= options.CompanyChanges || time.GetUtcNow() - oldest >= options.CompanyDelay;

    /// <summary>Calls back once, when what waits now has waited long enough.</summary>
    public async Task Remind(Action wake)
    {
        if (_isPatient)
            return;
        _isPatient = true;
        await Task.Delay(options.CompanyDelay, time);
        _isPatient = false;
        wake();
    }

    /// <summary>Holds a batch open, until as many are there as there were around the last one, or the time for that has passed.</summary>
    public async Task Gather(Func<int> ready)
    {
        var patience = _usualTime * options.GatherShare;
        _wanted = Math.Min(_usual, options.CompanyChanges);
        if (ready() >= _wanted || patience <= TimeSpan.Zero)
            return;

        _gathering = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAny(_gathering.Task, Task.Delay(patience, time));
        _gathering = null;
    }

    /// <summary>Tells a batch that is held open how many are there.</summary>
    public void Arrived(int ready)
    {
        if (ready >= _wanted)
            _gathering?.TrySetResult();
    }

    /// <summary>A batch has ended.</summary>
    /// <param name="count">The changes in it.</param>
    /// <param name="waiting">Those that came meanwhile: they and the ones just answered make the next batch together, not in turns.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Ended(int count, int waiting, TimeSpan elapsed) => (_usual, _usualTime) = (count + waiting, elapsed);
}
