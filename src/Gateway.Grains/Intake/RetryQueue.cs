namespace Gateway.Grains.Intake;

/// <summary>Changes that wait to be tried again, the next due first. Used on the grain's own scheduler only.</summary>
internal sealed class RetryQueue(IntakeOptions options)
{
    private readonly PriorityQueue<PendingChange, DateTimeOffset> _waiting = new();

    /// <summary>When the first is due; the end of time where none waits.</summary>
    public DateTimeOffset NextDue => _waiting.TryPeek(out _, out var due) ? due : DateTimeOffset.MaxValue;

    public void Add(PendingChange change, DateTimeOffset due) => _waiting.Enqueue(change, due);

    /// <summary>Adds a change after the pause that its number of attempts asks for.</summary>
    public void AddAfterPause(PendingChange change, DateTimeOffset now)
    {
        var pause = options.RetryDelay * Math.Pow(2, Math.Min(change.Attempts - 1, 30));
        Add(change, now + (pause < options.RetryDelayMax ? pause : options.RetryDelayMax));
    }

    /// <summary>Takes what is due, a batch at most.</summary>
    public List<PendingChange> TakeDue(DateTimeOffset now)
    {
        var due = new List<PendingChange>();
        while (due.Count < options.BatchChanges && NextDue <= now)
            due.Add(_waiting.Dequeue());
        return due;
    }

    /// <summary>Takes out everything, in no order.</summary>
    public List<PendingChange> TakeAll()
    {
        List<PendingChange> all = [.. _waiting.UnorderedItems.Select(item => item.Element)];
        _waiting.Clear();
        return all;
    }
}
