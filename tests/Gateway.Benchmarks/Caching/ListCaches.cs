namespace Gateway.Benchmarks.Caching;

/// <summary>The least recently used goes.</summary>
internal sealed class LruCache(long capacity) : ISimulatedCache
{
    private readonly Dictionary<int, LinkedListNode<Held>> _held = [];
    private readonly LinkedList<Held> _byUse = new();
    private long _bytes;

    public string Name => "LRU";

    public bool Ask(int address, int size)
    {
        if (_held.TryGetValue(address, out var node))
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return true;
        }

        _held[address] = _byUse.AddFirst(new Held(address, size));
        _bytes += size;
        while (_bytes > capacity && _byUse.Last is { } last)
        {
            _byUse.RemoveLast();
            _held.Remove(last.Value.Address);
            _bytes -= last.Value.Size;
        }

        return false;
    }
}

/// <summary>SIEVE (Zhang and others, NSDI 2024): a hand moves from old to new and takes what was not used since it came by.</summary>
internal sealed class SieveCache(long capacity) : ISimulatedCache
{
    private readonly Dictionary<int, LinkedListNode<Held>> _held = [];
    private readonly LinkedList<Held> _byAge = new();
    private LinkedListNode<Held>? _hand;
    private long _bytes;

    public string Name => "SIEVE";

    public bool Ask(int address, int size)
    {
        if (_held.TryGetValue(address, out var node))
        {
            node.Value.Uses = 1;
            return true;
        }

        while (_bytes + size > capacity && _byAge.Last is { } oldest)
        {
            var victim = _hand ?? oldest;
            while (victim.Value.Uses > 0)
            {
                victim.Value.Uses = 0;
                victim = victim.Previous ?? oldest;
            }

            _hand = victim.Previous;
            _byAge.Remove(victim);
            _held.Remove(victim.Value.Address);
            _bytes -= victim.Value.Size;
        }

        _held[address] = _byAge.AddFirst(new Held(address, size));
        _bytes += size;
        return false;
    }
}

/// <summary>S3-FIFO (Yang and others, SOSP 2023), in bytes: a small queue of a tenth, a main one, and the names of what left the small one.</summary>
internal sealed class S3FifoCache(long capacity) : ISimulatedCache
{
    private readonly Dictionary<int, Held> _held = [];
    private readonly Queue<Held> _small = new();
    private readonly Queue<Held> _main = new();
    private readonly Queue<(int Address, int Size)> _ghosts = new();
    private readonly Dictionary<int, int> _ghostly = [];
    private long _smallBytes;
    private long _mainBytes;
    private long _ghostBytes;

    public string Name => "S3-FIFO";

    public bool Ask(int address, int size)
    {
        if (_held.TryGetValue(address, out var held))
        {
            held.Uses = Math.Min(3, held.Uses + 1);
            return true;
        }

        while (_smallBytes + _mainBytes + size > capacity && _held.Count > 0)
            Evict();
        var added = new Held(address, size);
        _held[address] = added;
        if (_ghostly.ContainsKey(address))
        {
            _main.Enqueue(added);
            _mainBytes += size;
        }
        else
        {
            _small.Enqueue(added);
            _smallBytes += size;
        }

        return false;
    }

    private void Evict()
    {
        if (_small.Count > 0 && (_smallBytes > capacity / 10 || _main.Count == 0))
        {
            var held = _small.Dequeue();
            _smallBytes -= held.Size;
            if (held.Uses > 1)
            {
                held.Uses = 0;
                _main.Enqueue(held);
                _mainBytes += held.Size;
                return;
            }

            _held.Remove(held.Address);
            Remember(held);
            return;
        }

        while (_main.TryDequeue(out var held))
        {
            if (held.Uses > 0)
            {
                held.Uses--;
                _main.Enqueue(held);
                continue;
            }

            _mainBytes -= held.Size;
            _held.Remove(held.Address);
            return;
        }
    }

    private void Remember(Held held)
    {
        _ghosts.Enqueue((held.Address, held.Size));
        _ghostly[held.Address] = _ghostly.GetValueOrDefault(held.Address) + 1;
        _ghostBytes += held.Size;
        while (_ghostBytes > capacity * 9 / 10 && _ghosts.TryDequeue(out var ghost))
        {
            _ghostBytes -= ghost.Size;
            if (--_ghostly[ghost.Address] == 0)
                _ghostly.Remove(ghost.Address);
        }
    }
}
