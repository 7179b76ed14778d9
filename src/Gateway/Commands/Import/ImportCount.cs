namespace Gateway.Commands.Import;

/// <summary>What became of the records so far.</summary>
internal sealed class ImportCount
{
    private long _created;
    private long _replaced;
    private long _rejected;
    private long _unknown;

    public long Created => Interlocked.Read(ref _created);

    /// <summary>There before; the answer does not say whether the record was a change.</summary>
    public long Replaced => Interlocked.Read(ref _replaced);

    public long Rejected => Interlocked.Read(ref _rejected);

    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>The records that the gateway has answered.</summary>
    public long Answered => Created + Replaced + Rejected;

    public void Add(BulkAnswer answer)
    {
        if (answer.Status is < 200 or >= 300)
            Interlocked.Increment(ref _rejected);
        else if (answer.Status == 201)
            Interlocked.Increment(ref _created);
        else
            Interlocked.Increment(ref _replaced);
    }

    public void Reject() => Interlocked.Increment(ref _rejected);

    public void AddUnknown(int records) => Interlocked.Add(ref _unknown, records);
}
