using BitFaster.Caching;
using BitFaster.Caching.Lfu;
using BitFaster.Caching.Lru;
using BitFaster.Caching.Scheduler;

namespace Gateway.Benchmarks.Caching;

/// <summary>BitFaster.Caching, which counts entries and knows no bytes: comparable where all sizes are equal.</summary>
internal sealed class BitFasterCache(string name, ICache<int, int> cache) : ISimulatedCache
{
    public string Name => name;

    public static BitFasterCache Lru(int entries) => new("BitFaster LRU", new ConcurrentLru<int, int>(1, Math.Max(3, entries), EqualityComparer<int>.Default));

    public static BitFasterCache Lfu(int entries) => new("BitFaster LFU", new ConcurrentLfu<int, int>(1, Math.Max(3, entries), new ForegroundScheduler(), EqualityComparer<int>.Default));

    public bool Ask(int address, int size)
    {
        if (cache.TryGet(address, out _))
            return true;

        cache.AddOrUpdate(address, size);
        return false;
    }
}
