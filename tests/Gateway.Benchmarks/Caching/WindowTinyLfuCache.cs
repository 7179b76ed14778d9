using Gateway.HttpCaching.Store;

namespace Gateway.Benchmarks.Caching;

/// <summary>
/// W-TinyLFU (Einziger and others, 2017) with weights: a window by use, and a main part of probation and protection (80 %) by use; of the
/// candidate and the victims the one asked for more often stays. Every read moves its entry.
/// </summary>
/// <param name="capacity">Bytes.</param>
/// <param name="windowShare">The window's share of them.</param>
/// <param name="aggregated">Whether the candidate must beat the sum of its victims, or only the first.</param>
internal sealed class WindowTinyLfuCache(long capacity, double windowShare, bool aggregated) : ISimulatedCache
{
    private const int Window = 0;
    private const int Probation = 1;
    private const int Protected = 2;

    private readonly Dictionary<int, LinkedListNode<Held>> _held = [];
    private readonly LinkedList<Held>[] _lists = [new(), new(), new()];
    private readonly long[] _bytes = new long[3];
    private readonly FrequencySketch _sketch = new(64, 42);
    private readonly long _windowCapacity = (long)(capacity * windowShare);

    public string Name => $"W-TinyLFU {windowShare:P0}{(aggregated ? " AV" : "")}";

    public bool Ask(int address, int size)
    {
        _sketch.Grow(_held.Count + 1);
        _sketch.Add(address, 1);
        if (_held.TryGetValue(address, out var node))
        {
            Move(node, node.Value.Place == Window ? Window : Protected);
            while (_bytes[Protected] > (capacity - _windowCapacity) * 8 / 10 && _lists[Protected].Last is { } last)
                Move(last, Probation);
            return true;
        }

        node = new LinkedListNode<Held>(new Held(address, size) { Place = Window });
        _held[address] = node;
        _lists[Window].AddFirst(node);
        _bytes[Window] += size;
        while (_bytes[Window] > _windowCapacity && _lists[Window].Last is { } candidate)
            Consider(candidate);
        return false;
    }

    private void Consider(LinkedListNode<Held> candidate)
    {
        Move(candidate, Probation);
        var missing = _bytes[Probation] + _bytes[Protected] - (capacity - _windowCapacity);
        var frequency = _sketch.Estimate(candidate.Value.Address);
        var sum = 0;
        var victims = new List<LinkedListNode<Held>>();
        for (var victim = Before(_lists[Probation].Last, candidate) ?? _lists[Protected].Last; missing > 0 && victim is not null; victim = Before(victim.Previous, candidate) ?? (victim.Value.Place == Probation ? _lists[Protected].Last : null))
        {
            victims.Add(victim);
            missing -= victim.Value.Size;
            if (aggregated || victims.Count == 1)
                sum += _sketch.Estimate(victim.Value.Address);
        }

        if (missing > 0 || (victims.Count > 0 && frequency <= sum))
            victims = [candidate];
        foreach (var victim in victims)
        {
            _lists[victim.Value.Place].Remove(victim);
            _bytes[victim.Value.Place] -= victim.Value.Size;
            _held.Remove(victim.Value.Address);
        }
    }

    private static LinkedListNode<Held>? Before(LinkedListNode<Held>? node, LinkedListNode<Held> candidate) => node == candidate ? node.Previous : node;

    private void Move(LinkedListNode<Held> node, int to)
    {
        _lists[node.Value.Place].Remove(node);
        _bytes[node.Value.Place] -= node.Value.Size;
        node.Value.Place = to;
        _lists[to].AddFirst(node);
        _bytes[to] += node.Value.Size;
    }
}
