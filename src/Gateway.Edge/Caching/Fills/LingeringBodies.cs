namespace Gateway.Edge.Caching.Fills;

/// <summary>
/// Answers that are stored, and whose content as it came somebody still reads: slow clients would have any number of them live on
/// beside the store. Past a bound those that ended first are cut off. Thread-safe.
/// </summary>
internal sealed class LingeringBodies(long capacity)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(FillBody Body, long Bytes)> _bodies = new();
    private readonly Dictionary<FillBody, LinkedListNode<(FillBody Body, long Bytes)>> _places = [];
    private long _held;

    /// <summary>Bytes that live on.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Counts one that has ended.</summary>
    public void Add(FillBody body, long bytes)
    {
        List<FillBody>? cut = null;
        lock (_gate)
        {
            if (_places.ContainsKey(body))
                return;
            _places[body] = _bodies.AddLast((body, bytes));
            _held += bytes;
            while (_held > capacity && _bodies.First is { } oldest)
            {
                (cut ??= []).Add(oldest.Value.Body);
                Forget(oldest);
            }
        }

        cut?.ForEach(static b => b.CutAll());
    }

    /// <summary>Its last reader has left.</summary>
    public void Remove(FillBody body)
    {
        lock (_gate)
        {
            if (_places.TryGetValue(body, out var place))
                Forget(place);
        }
    }

    private void Forget(LinkedListNode<(FillBody Body, long Bytes)> place)
    {
        _held -= place.Value.Bytes;
        _places.Remove(place.Value.Body);
        _bodies.Remove(place);
    }
}
