namespace Gateway.Grains.Intake;

/// <summary>
/// One row of the journal. Each track has two, so that one batch is written down while the other is carried out, and
/// neither write repeats what the other has.
/// </summary>
internal sealed class JournalSlot(IPersistentState<JournalState> row, Track track)
{
    private readonly HashSet<PendingChange> _changes = [];

    /// <summary>Whose batches it is for.</summary>
    public Track Track => track;

    /// <summary>Whether somebody carries out or writes this row now.</summary>
    public bool IsBusy { get; set; }

    /// <summary>When the batch under way began.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>The batches that are carried out from this row; complete when there are none.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Whether the stored row holds something that is over.</summary>
    public bool IsStale { get; private set; }

    public bool IsEmpty => _changes.Count == 0;

    public JournalState Stored => row.State;

    public void Add(PendingChange change)
    {
        change.Slot = this;
        _changes.Add(change);
    }

    public void Remove(PendingChange change) => IsStale |= _changes.Remove(change);

    /// <summary>Answers whoever waits for a change of this row.</summary>
    public void AnswerUnavailable(string reason)
    {
        foreach (var change in _changes)
            change.AnswerUnavailable(reason);
    }

    /// <summary>Forgets what it held, for what is stored now.</summary>
    public async Task ReadAgain()
    {
        _changes.Clear();
        await row.ReadStateAsync();
    }

    /// <summary>Writes the row; throws where it is unknown whether that succeeded.</summary>
    public async Task Write(long lastSequence)
    {
        row.State = new JournalState
        {
            LastSequence = lastSequence,
            Unsettled = [.. _changes.OrderBy(change => change.Sequence).Select(change => new UnsettledEntry(change.Sequence, change.Slug))],
        };
        IsStale = false;
        await row.WriteStateAsync();
    }
}
