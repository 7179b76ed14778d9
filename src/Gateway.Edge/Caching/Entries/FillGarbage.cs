namespace Gateway.Edge.Caching.Entries;

/// <summary>
/// Has the garbage of fills collected while it is young. The collector's own budgets are made for throughput (hundreds of
/// megabytes before it looks): a scan of one-off addresses would add them to the memory that the operator has set for the
/// cache. Where few answers are stored it never acts.
/// </summary>
/// <remarks>
/// The store's window holds a twenty-fifth of its capacity, and a one-off answer leaves the store with it. Collecting once a little more
/// than that has been stored finds each of them dead in generation 1 at the latest: none reaches generation 2, and full collections stay rare. Collected
/// sooner, all of them would. Compacting: swept in place, as the collector has it for small generations, what survives holds
/// on to regions full of holes, which after a million addresses were a hundred megabytes. The few that do grow old are
/// <see cref="OldGarbage"/>'s.
/// </remarks>
internal sealed class FillGarbage(long capacity, Action collect)
{
    private const double WindowAndMore = 0.048;
    private const long Least = 8 << 20;

    private readonly long _mark = Math.Max(Least, (long)(capacity * WindowAndMore));
    private long _stored;

    /// <summary>Counts an answer that was stored, by the bytes that it takes.</summary>
    public void Stored(long weight)
    {
        var stored = Interlocked.Add(ref _stored, weight);
        // The one that passes the mark collects.
        if (stored < _mark || stored - weight >= _mark)
            return;
        collect();
        Volatile.Write(ref _stored, 0);
    }
}
