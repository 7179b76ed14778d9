using Gateway.Edge.Caching.Entries;

namespace Gateway.Edge.Caching.Fills;

/// <summary>
/// Addresses whose answers could not be shared lately: their readers do not wait for each other. Of fixed size; two addresses
/// may rarely be taken for each other, which costs a request to the origin and no more.
/// </summary>
internal sealed class UncacheableKeys(TimeSpan memory, TimeProvider time)
{
    private const int Slots = 1 << 14;

    private readonly (int Hash, long Until)[] _slots = new (int, long)[Slots];
    private readonly Lock _gate = new();

    public void Remember(EntryKey key)
    {
        var hash = key.GetHashCode();
        lock (_gate)
            _slots[hash & (Slots - 1)] = (hash, time.GetUtcNow().UtcTicks + memory.Ticks);
    }

    public void Forget(EntryKey key)
    {
        var hash = key.GetHashCode();
        lock (_gate)
        {
            ref var slot = ref _slots[hash & (Slots - 1)];
            if (slot.Hash == hash)
                slot = default;
        }
    }

    public bool Contains(EntryKey key, DateTimeOffset now)
    {
        var hash = key.GetHashCode();
        lock (_gate)
        {
            var slot = _slots[hash & (Slots - 1)];
            return slot.Hash == hash && slot.Until > now.UtcTicks;
        }
    }
}
