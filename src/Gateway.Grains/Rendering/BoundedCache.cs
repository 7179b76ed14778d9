namespace Gateway.Grains.Rendering;

/// <summary>
/// A cache bounded in bytes: what was used last stays. Several who want the same thing at once wait for one making of it,
/// which runs on the thread pool, under nobody's cancellation.
/// </summary>
/// <param name="capacity">Bytes at most.</param>
/// <param name="weigh">The bytes that a value takes; negative where it must not be kept.</param>
internal sealed class BoundedCache<TKey, TValue>(long capacity, Func<TValue, long> weigh)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value, long Weight)>> _kept = [];
    private readonly LinkedList<(TKey Key, TValue Value, long Weight)> _byUse = new();
    private readonly Dictionary<TKey, Task<TValue>> _making = [];
    private long _weight;

    /// <summary>The bytes held now.</summary>
    public long Weight
    {
        get
        {
            lock (_gate)
                return _weight;
        }
    }

    /// <summary>The value, made if it is not there; a making that fails is tried again by the next who asks.</summary>
    public Task<TValue> GetOrMake(TKey key, Func<Task<TValue>> make)
    {
        lock (_gate)
        {
            if (Use(key) is { } kept)
                return Task.FromResult(kept.Value.Value);
            if (_making.TryGetValue(key, out var running))
                return running;
            var making = Task.Run(() => Make(key, make));
            _making.Add(key, making);
            return making;
        }
    }

    /// <summary>The value, where it is kept.</summary>
    public bool TryGet(TKey key, out TValue? value)
    {
        lock (_gate)
        {
            var kept = Use(key);
            value = kept is null ? default : kept.Value.Value;
            return kept is not null;
        }
    }

    /// <summary>Keeps a value that was made elsewhere.</summary>
    public void Keep(TKey key, TValue value)
    {
        var weight = weigh(value);
        if (weight < 0 || weight > capacity)
            return;
        lock (_gate)
        {
            if (_kept.Remove(key, out var old))
                Drop(old);
            _kept.Add(key, _byUse.AddFirst((key, value, weight)));
            _weight += weight;
            while (_weight > capacity && _byUse.Last is { } last)
            {
                _kept.Remove(last.Value.Key);
                Drop(last);
            }
        }
    }

    private async Task<TValue> Make(TKey key, Func<Task<TValue>> make)
    {
        try
        {
            var value = await make();
            Keep(key, value);
            return value;
        }
        finally
        {
            lock (_gate)
                _making.Remove(key);
        }
    }

    private LinkedListNode<(TKey Key, TValue Value, long Weight)>? Use(TKey key)
    {
        if (!_kept.TryGetValue(key, out var node))
            return null;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node;
    }

    private void Drop(LinkedListNode<(TKey Key, TValue Value, long Weight)> node)
    {
        _byUse.Remove(node);
        _weight -= node.Value.Weight;
    }
}
