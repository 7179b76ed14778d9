namespace Gateway.HttpCaching.Store;

/// <summary>
/// Which entries stay within a bound in bytes: W-TinyLFU (Einziger and others, 2017), with clocks in place of its lists by use.
/// </summary>
/// <remarks>
/// <para>
/// A new entry waits in a small window, first in, first out. Leaving it, it is a candidate. Where there is room, or where
/// it was hit twice in the window, it is admitted; where there is none, the clock names the victims whose place it would
/// take, and it is admitted only if it was asked for more often of late than they were. One-off addresses, a million
/// of them too, therefore pass through the window and touch nothing else. What is admitted stands on probation, is protected once
/// it is hit again, and goes back on probation when the clock finds it without a hit since its last round.
/// </para>
/// <para>
/// W-TinyLFU moves an entry in a list with each read, through buffers that somebody drains. Here a read leaves a small
/// count in its entry and nothing else, and the counts go into the sketch when the clock comes by. On the traces of
/// the <c>hit-ratio</c> benchmark this keeps up with W-TinyLFU or is ahead of it, but for a point or two where popularity
/// shifts; S3-FIFO is ahead by one to three points where it shifts fastest, and behind by up to seven elsewhere. The rule of two
/// hits is S3-FIFO's: what is new in news is soon popular.
/// </para>
/// <para>
/// Weights: against a candidate stand as many victims as it needs bytes. The sum of their frequencies would be the right
/// measure if counters had no end (Einziger and others, "Lightweight Robust Size Aware Cache Management"); with counters of
/// four bits a large, popular entry could never win against many small ones. The sum is therefore divided by the root of their number.
/// </para>
/// Not safe for concurrent use.
/// </remarks>
internal sealed class AdmissionPolicy
{
    /// <summary>The window's share of the capacity.</summary>
    internal const double DefaultWindowShare = 0.04;

    private const double ProtectedShare = 0.8;

    // Hits in the window that need no comparison.
    private const int HitsToBeAdmitted = 2;

    // However many were hit: a victim is found within so many steps, so that no write waits for a round of the clock.
    private const int MostChances = 64;

    private readonly NodeQueue _window = new(Segment.Window);
    private readonly NodeQueue _probation = new(Segment.Probation);
    private readonly NodeQueue _protected = new(Segment.Protected);
    private readonly FrequencySketch _sketch;
    private readonly List<PolicyNode> _victims = [];
    private readonly long _capacity;
    private readonly long _windowCapacity;
    private readonly long _protectedCapacity;

    public AdmissionPolicy(long capacity, ulong seed, double windowShare = DefaultWindowShare)
    {
        _capacity = capacity;
        _windowCapacity = (long)(capacity * windowShare);
        _protectedCapacity = (long)((capacity - _windowCapacity) * ProtectedShare);
        _sketch = new FrequencySketch(64, seed);
    }

    /// <summary>Entries held.</summary>
    public int Count => _window.Count + _probation.Count + _protected.Count;

    /// <summary>Bytes of entries, and of what is needed to choose among them.</summary>
    public long Bytes => _window.Bytes + _probation.Bytes + _protected.Bytes + _sketch.Bytes + IndexBytes;

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
        _probation.Clear();
        _protected.Clear();
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

        while (_window.First is { } oldest && (_window.Bytes > _windowCapacity || (Bytes > _capacity && Count == _window.Count)))
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
        Segment.Probation => _probation,
        Segment.Protected => _protected,
        _ => null,
    };

    private void Consider(PolicyNode candidate, List<PolicyNode> evicted)
    {
        var hits = candidate.TakeHits();
        _sketch.Add(candidate.Hash, hits);
        // The window's share stays free for it: the rest only is the candidate's to win.
        var missing = Bytes - _window.Bytes + _windowCapacity + candidate.Weight - _capacity;
        if (missing > 0 && !Gather(missing, hits >= HitsToBeAdmitted ? double.MaxValue : _sketch.Estimate(candidate.Hash)))
        {
            Rejections++;
            evicted.Add(candidate);
            return;
        }

        foreach (var victim in _victims)
            Evict(victim, evicted);
        _victims.Clear();
        _probation.Append(candidate);
        Admissions++;
    }

    // Victims that free the bytes, where a candidate of that frequency beats them.
    private bool Gather(long missing, double frequency)
    {
        var sum = 0;
        var victim = Victim();
        while (missing > 0 && victim is not null)
        {
            _victims.Add(victim);
            sum += Frequency(victim);
            missing -= victim.Weight;
            victim = victim.Next ?? (victim.Segment == Segment.Probation ? _protected.First : null);
        }

        if (missing <= 0 && frequency > sum / Math.Sqrt(_victims.Count))
            return true;

        _victims.Clear();
        return false;
    }

    private void Evict(PolicyNode victim, List<PolicyNode> evicted)
    {
        Remove(victim);
        Evictions++;
        evicted.Add(victim);
    }

    private PolicyNode? Victim()
    {
        var chances = MostChances;
        while (chances > 0 && _probation.First is { Hits: > 0 } hit)
        {
            Move(hit, _protected);
            chances--;
        }

        while (_protected.Bytes > _protectedCapacity && _protected.First is { } first)
        {
            Move(first, first.Hits > 0 && chances > 0 ? _protected : _probation);
            chances--;
        }

        return _probation.First ?? _protected.First;
    }

    private void Move(PolicyNode node, NodeQueue to)
    {
        _sketch.Add(node.Hash, node.TakeHits());
        Remove(node);
        to.Append(node);
    }
}
