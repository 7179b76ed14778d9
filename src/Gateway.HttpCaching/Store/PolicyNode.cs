namespace Gateway.HttpCaching.Store;

/// <summary>What the policy knows of an entry. All but the hits change only under the store's lock.</summary>
internal abstract class PolicyNode(int hash)
{
    /// <summary>More hits than this between two looks at a node count as this many.</summary>
    private const int MostHits = 15;

    private byte _hits;

    public int Hash { get; } = hash;

    public long Weight { get; set; }

    public Segment Segment { get; set; }

    public PolicyNode? Previous { get; set; }

    public PolicyNode? Next { get; set; }

    public int Hits => _hits;

    /// <summary>
    /// Notes a read. Two at once may count as one, and a popular entry is soon only read, not written: the cache line stays
    /// shared between the cores that serve it.
    /// </summary>
    public void Touch()
    {
        var hits = _hits;
        if (hits < MostHits)
            _hits = (byte)(hits + 1);
    }

    /// <summary>The hits since the last look.</summary>
    public int TakeHits()
    {
        var hits = _hits;
        if (hits > 0)
            _hits = 0;
        return hits;
    }
}

/// <summary>Where an entry stands.</summary>
internal enum Segment : byte
{
    /// <summary>Nowhere: not yet stored, or no longer.</summary>
    None,

    /// <summary>New: it must be asked for again before it may push out anything.</summary>
    Window,

    /// <summary>Admitted, and first in line to give way.</summary>
    Probation,

    /// <summary>Admitted, and asked for again since.</summary>
    Protected,
}
