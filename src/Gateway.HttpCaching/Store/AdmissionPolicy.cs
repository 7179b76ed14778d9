namespace Gateway.HttpCaching.Store;

/// <summary>
/// Which entries stay within a bound in bytes: TinyLFU's admission before a clock.
/// </summary>
/// <remarks>
/// <para>
/// A new entry waits in a small window, first in, first out. Leaving it, it is a candidate: where there is room it is
/// admitted; where there is none the clock names the victims whose place it would take, and it is admitted only if it was
/// asked for more often of late than they were. One-off addresses, a million of them too, therefore
/// pass through the window and touch nothing else. The clock gives every entry that was hit since its last round another.
/// </para>
/// <para>
/// W-TinyLFU keeps two lists in order of use, which each read must move an entry in, through buffers that somebody drains.
/// Here a read leaves a small count in its entry and nothing else, and the counts go into the sketch when the clock comes by.
/// The <c>hit-ratio</c> benchmark has the figures beside those of W-TinyLFU, S3-FIFO, SIEVE and LRU.
/// </para>
/// <para>
/// Weights: against a candidate stand as many victims as it needs bytes. The sum of their frequencies would be the right
/// measure if counters had no end (Einziger and others, "Lightweight Robust Size Aware Cache Management"); with counters
/// of four bits a large, popular entry could never win against many small ones. The sum is therefore divided by the root of their number.
/// </para>
/// Not safe for concurrent use.
/// </remarks>
internal sealed class AdmissionPolicy
{
    /// <summary>The window's share of the capacity.</summary>
    internal const double DefaultWindowShare = 0.02;

    // However many were hit: a victim is found within so many steps, so that no write waits for a round of the clock.
    private const int MostChances = 64;

    private readonly NodeQueue _window = new(Segment.Window);
    private readonly NodeQueue _main = new(Segment.Main);
    private readonly FrequencySketch _sketch;
    private readonly List<PolicyNode> _victims = [];
    private readonly long _capacity;
    private readonly long _windowCapacity;

    public AdmissionPolicy(long capacity, ulong seed, double windowShare = DefaultWindowShare)
    {
        _capacity = capacity;
        _windowCapacity = (long)(capacity * windowShare);
        _sketch = new FrequencySketch(64, seed);
    }

    /// <summary>Entries held.</summary>
    public int Count => _window.Count + _main.Count;

    /// <summary>Bytes of entries, and of what is needed to choose among them.</summary>
    public long Bytes => _window.Bytes + _main.Bytes + _sketch.Bytes + IndexBytes;

    /// <summary>Bytes that the store needs beside the entries.</summary>
    public long IndexBytes { get; set; }

    /// <summary>Candidates admitted.</summary>
    public long Admissions { get; private set; }

    /// <summary>Candidates refused.</summary>
    public long Rejections { get; private set; }

    /// <summary>Admitted entries that gave way.</summary>
    public long Evictions { get; private set; }

    /// <summary>How often a hash was seen of late, and its node hit since the last look.</summary>
    public int Frequency(PolicyNode node) => _sketch.Estimate(node.Hash) + node.Hits;

    /// <summary>Takes in a new node, its weight set. What must go for it is named by <see cref="Balance"/>.</summary>
    public void Add(PolicyNode node)
    {
        _sketch.Grow(Count + 1);
        _sketch.Add(node.Hash, 1);
        _window.Append(node);
    }

    /// <summary>Takes out a node.</summary>
    public void Remove(PolicyNode node) => Of(node)?.Remove(node);

    /// <summary>Gives a node another weight.</summary>
    public void Reweigh(PolicyNode node, long weight)
    {
        if (Of(node) is { } queue)
            queue.Reweigh(node, weight);
        else
            node.Weight = weight;
    }

    /// <summary>Forgets all nodes, but not how often they were seen.</summary>
    public void Clear()
    {
        _window.Clear();
        _main.Clear();
    }

    /// <summary>Takes out nodes until all is within the bound.</summary>
    /// <param name="evicted">Receives the nodes taken out.</param>
    public void Balance(List<PolicyNode> evicted)
    {
        // A node that would flush the window does not pass through it.
        if (_window.Last is { } newest && newest.Weight > _windowCapacity / 2)
        {
            _window.Remove(newest);
            Consider(newest, evicted);
        }

        while (_window.First is { } oldest && (_window.Bytes > _windowCapacity || (Bytes > _capacity && _main.Count == 0)))
        {
            _window.Remove(oldest);
            Consider(oldest, evicted);
        }

        while (Bytes > _capacity && Victim() is { } victim)
            Evict(victim, evicted);
    }

    private NodeQueue? Of(PolicyNode node) => node.Segment switch
    {
        Segment.Window => _window,
        Segment.Main => _main,
        _ => null,
    };

    private void Consider(PolicyNode candidate, List<PolicyNode> evicted)
    {
        _sketch.Add(candidate.Hash, candidate.TakeHits());
        // The window's share stays free for it: main grows into the rest only.
        var missing = Bytes - _window.Bytes + _windowCapacity + candidate.Weight - _capacity;
        if (missing > 0 && !Wins(candidate, missing))
        {
            Rejections++;
            evicted.Add(candidate);
            return;
        }

        foreach (var victim in _victims)
            Evict(victim, evicted);
        _victims.Clear();
        _main.Append(candidate);
        Admissions++;
    }

    // Fills the list of victims where it wins.
    private bool Wins(PolicyNode candidate, long missing)
    {
        var frequency = _sketch.Estimate(candidate.Hash);
        var sum = 0;
        var victim = Victim();
        while (missing > 0 && victim is not null)
        {
            _victims.Add(victim);
            sum += Frequency(victim);
            missing -= victim.Weight;
            victim = victim.Next;
        }

        if (missing <= 0 && frequency > sum / Math.Sqrt(_victims.Count))
            return true;

        _victims.Clear();
        return false;
    }

    private void Evict(PolicyNode victim, List<PolicyNode> evicted)
    {
        _main.Remove(victim);
        Evictions++;
        evicted.Add(victim);
    }

    private PolicyNode? Victim()
    {
        for (var chances = 0; chances < MostChances && _main.First is { Hits: > 0 } node; chances++)
        {
            _sketch.Add(node.Hash, node.TakeHits());
            _main.Remove(node);
            _main.Append(node);
        }

        return _main.First;
    }
}
