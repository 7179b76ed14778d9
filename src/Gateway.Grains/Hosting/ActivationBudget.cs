using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Hosting;

/// <summary>
/// Bounds the memory of activated articles on this silo: past the bound the oldest idle ones are deactivated, those used
/// since they last came up (second chance) later. Thread-safe.
/// </summary>
internal sealed class ActivationBudget(IOptions<ActivationOptions> options, GrainsMeter meter, TimeProvider time)
{
    // About what an activation takes beside its content: the grain, its context, its place in the directory.
    private const int Overhead = 4096;

    private readonly long _capacity = options.Value.ArticleBytes;
    private readonly LinkedList<Ticket> _queue = new();
    private readonly Lock _lock = new();
    private long _weight;

    /// <summary>About how many bytes activations take.</summary>
    public long Weight
    {
        get
        {
            lock (_lock)
                return _weight;
        }
    }

    private long Now => time.GetTimestamp();

    /// <summary>Those that are counted in, oldest first.</summary>
    public ImmutableArray<Ticket> Residents()
    {
        lock (_lock)
            return [.. _queue];
    }

    /// <summary>Counts an activation in.</summary>
    /// <param name="grain">Whose.</param>
    /// <param name="depart">Has it go when its time comes; called on any thread.</param>
    /// <param name="weight">The bytes of its content.</param>
    public Ticket Enter(GrainId grain, Action<Departure> depart, int weight)
    {
        var ticket = new Ticket(this, grain, depart, weight + Overhead);
        List<Ticket>? evicted;
        lock (_lock)
        {
            _queue.AddLast(ticket.Node);
            _weight += ticket.Weight;
            evicted = TakeOldest();
        }

        Evict(evicted);
        return ticket;
    }

    private void Resize(Ticket ticket, int weight)
    {
        List<Ticket>? evicted;
        lock (_lock)
        {
            if (ticket.Node.List is null)
                return;
            _weight += weight + Overhead - ticket.Weight;
            ticket.Weight = weight + Overhead;
            evicted = TakeOldest();
        }

        Evict(evicted);
    }

    private void Leave(Ticket ticket)
    {
        lock (_lock)
        {
            if (ticket.Node.List is null)
                return;
            _queue.Remove(ticket.Node);
            _weight -= ticket.Weight;
        }
    }

    private List<Ticket>? TakeOldest()
    {
        List<Ticket>? evicted = null;
        // Each is passed over once at most, so that this ends where all are in use.
        for (var left = _queue.Count; _weight > _capacity && left > 0 && _queue.First is { } first; left--)
        {
            _queue.RemoveFirst();
            if (first.Value.TakeSecondChance())
            {
                _queue.AddLast(first);
                continue;
            }

            _weight -= first.Value.Weight;
            (evicted ??= []).Add(first.Value);
        }

        return evicted;
    }

    private void Evict(List<Ticket>? evicted)
    {
        if (evicted is null)
            return;
        meter.Evicted(evicted.Count);
        foreach (var ticket in evicted)
            ticket.Depart(Departure.OverBudget);
    }

    /// <summary>One activation's place in the budget.</summary>
    internal sealed class Ticket
    {
        private readonly ActivationBudget _budget;
        private bool _isUsed;

        public Ticket(ActivationBudget budget, GrainId grain, Action<Departure> depart, int weight)
        {
            _budget = budget;
            (Grain, Depart) = (grain, depart);
            Weight = weight;
            Since = budget.Now;
            Node = new(this);
        }

        public GrainId Grain { get; }

        public Action<Departure> Depart { get; }

        /// <summary>When it came, as a timestamp of the clock.</summary>
        public long Since { get; }

        public LinkedListNode<Ticket> Node { get; }

        public int Weight { get; set; }

        /// <summary>Says that the activation is used.</summary>
        public void Touch() => Volatile.Write(ref _isUsed, true);

        /// <summary>Says that the activation's content has another size.</summary>
        public void Resize(int weight) => _budget.Resize(this, weight);

        /// <summary>Says that the activation is gone.</summary>
        public void Leave() => _budget.Leave(this);

        public bool TakeSecondChance()
        {
            var isUsed = Volatile.Read(ref _isUsed);
            Volatile.Write(ref _isUsed, false);
            return isUsed;
        }
    }
}
