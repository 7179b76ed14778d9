namespace Gateway.Edge.Caching.Entries;

/// <summary>
/// Has the garbage of fills collected while it is young. The collector's own budgets are made for throughput (hundreds of
/// megabytes before it looks): a scan of one-off addresses, or of variants that are not kept, would add them to the memory
/// that the operator has set for the cache. Where the cache asks for little it seldom acts; what goes past the cache never has it act.
/// </summary>
/// <remarks>
/// A fill allocates some four times the bytes that it stores. The store's window holds a twenty-fifth of its capacity, and a
/// one-off answer leaves the store with it. Collecting once a little more than that has been stored finds each of them dead in
/// generation 1 at the latest: none reaches generation 2, and full collections stay rare. Collected sooner, all of them would.
/// Compacting: swept in place, as the collector has it for small generations, what survives holds on to regions full of holes,
/// which after a million addresses were a hundred megabytes. The few that do grow old are <see cref="OldGarbage"/>'s.
/// </remarks>
/// <param name="capacity">Of the cache, in bytes.</param>
/// <param name="heap">Bytes that the process has allocated in all, and how often any generation was collected.</param>
/// <param name="collect">Collects; by one caller at a time.</param>
internal sealed class FillGarbage(long capacity, Func<(long Allocated, int Collections)> heap, Action collect)
{
    private const double Share = 0.16;
    private const long Least = 32 << 20;

    private readonly long _mark = Math.Max(Least, (long)(capacity * Share));
    private readonly Lock _lock = new();
    private (long Allocated, int Collections) _last = heap();

    /// <summary>Looks, after a fill, whether there is enough to collect.</summary>
    public void Filled()
    {
        // The one that is there looks for both.
        if (!_lock.TryEnter())
            return;
        try
        {
            var now = heap();
            if (now.Collections == _last.Collections && now.Allocated - _last.Allocated < _mark)
                return;
            if (now.Collections == _last.Collections)
            {
                collect();
                now = heap();
            }

            _last = now;
        }
        finally
        {
            _lock.Exit();
        }
    }
}
