namespace Gateway.Commands.Import;

/// <summary>What became of the records so far.</summary>
internal sealed class ImportCount
{
    private long _created;
    private long _updated;
    private long _unchanged;
    private long _rejected;
    private long _unknown;

    public long Created => Interlocked.Read(ref _created);

    public long Updated => Interlocked.Read(ref _updated);

    public long Unchanged => Interlocked.Read(ref _unchanged);

    public long Rejected => Interlocked.Read(ref _rejected);

    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>The records that the gateway has answered.</summary>
    public long Answered => Created + Updated + Unchanged + Rejected;

    public void Add(BulkAnswer answer)
    {
        if (answer.Status is < 200 or >= 300)
            Interlocked.Increment(ref _rejected);
        else if (answer.Status == 201)
            Interlocked.Increment(ref _created);
        else if (answer.Changed)
            Interlocked.Increment(ref _updated);
        else
            Interlocked.Increment(ref _unchanged);
    }

    public void Reject() => Interlocked.Increment(ref _rejected);

    public void AddUnknown(int records) => Interlocked.Add(ref _unknown, records);
}
