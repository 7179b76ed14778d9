using Gateway.HttpCaching.Store;

namespace Gateway.Benchmarks.Caching;

/// <summary>The gateway's own policy.</summary>
internal sealed class PolicyCache(long capacity, double windowShare) : ISimulatedCache
{
    private readonly AdmissionPolicy _policy = new(capacity, 42, windowShare);
    private readonly Dictionary<int, Node> _held = [];
    private readonly List<PolicyNode> _evicted = [];

    public string Name => $"ours {windowShare:P0}";

    public bool Ask(int address, int size)
    {
        if (_held.TryGetValue(address, out var node))
        {
            node.Touch();
            return true;
        }

        node = new Node(address) { Weight = size };
        _held[address] = node;
        _policy.Add(node);
        _policy.Balance(_evicted);
        foreach (var evicted in _evicted)
            _held.Remove(evicted.Hash);
        _evicted.Clear();
        return false;
    }

    private sealed class Node(int address) : PolicyNode(address);
}
