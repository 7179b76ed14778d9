namespace Gateway.Edge.Caching.Changes;

/// <summary>
/// What is known of each silo's log, by the silo's name. Silos may have another name with each start: of those that are silent
/// only the latest are kept. One that is forgotten and speaks again counts as unheard of: what it answered before is
/// validated before use. Thread-safe.
/// </summary>
/// <param name="doubts">What all sources have in common.</param>
internal sealed class SourceStates(Doubts doubts)
{
    /// <summary>Of how many silent silos something is known.</summary>
    public const int MostSilent = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Name, SourceState State)>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Name, SourceState State)> _latest = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _known.Count;
        }
    }

    public SourceState Of(string name)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(name, out var node))
            {
                if (_known.Count >= MostSilent)
                    Forget();
                _known[name] = node = new((name, new SourceState(doubts)));
            }
            else if (ReferenceEquals(node, _latest.First))
            {
                return node.Value.State;
            }
            else
            {
                _latest.Remove(node);
            }

            _latest.AddFirst(node);
            return node.Value.State;
        }
    }

    // The oldest that is silent; those that speak are as many as there are silos.
    private void Forget()
    {
        for (var node = _latest.Last; node is not null; node = node.Previous)
        {
            if (node.Value.State.IsOpen)
                continue;
            _latest.Remove(node);
            _known.Remove(node.Value.Name);
            return;
        }
    }
}
