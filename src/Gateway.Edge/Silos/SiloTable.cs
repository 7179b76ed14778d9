using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Placement;

namespace Gateway.Edge.Silos;

/// <summary>The silos of the cluster, by what they say of each other; before they do, the seeds. Thread-safe.</summary>
internal sealed class SiloTable : IEdgeReadiness
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private const int GreatestDoublings = 4;

    private readonly TimeProvider _time;
    private readonly SiloTrouble _trouble;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Uri, Failure> _failures = new();
    private volatile View _current;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SiloTable(EdgeOrigin origin, SiloTrouble trouble, TimeProvider time)
    {
        (_trouble, _time) = (trouble, time);
        Seeds = [.. origin.Seeds.Select(s => new EdgeSilo(s.AbsoluteUri, s))];
        _current = new View(-1, Seeds, Seeds);
    }

    /// <summary>Those that the configuration names.</summary>
    public ImmutableArray<EdgeSilo> Seeds { get; }

    /// <inheritdoc />
    public bool IsReady => Seeds.IsEmpty || _current.Version >= 0;

    /// <inheritdoc />
    public string? Trouble => _trouble.Current;

    /// <summary>What is known now.</summary>
    public View Current => _current;

    /// <summary>Completes when <see cref="Current"/> is another one than <paramref name="known"/>.</summary>
    public Task ChangedAsync(View known)
    {
        lock (_gate)
            return ReferenceEquals(known, _current) ? _changed.Task : Task.CompletedTask;
    }

    /// <summary>A silo says which there are. One that knows less than what is known here is not believed: it was away.</summary>
    /// <param name="version">Of the membership.</param>
    /// <param name="members">All that have an address.</param>
    public void Learn(long version, IReadOnlyList<(EdgeSilo Silo, bool IsJoining)> members)
    {
        // Of a view without anybody who may be asked nothing follows.
        if (members.All(m => m.IsJoining))
            return;

        TaskCompletionSource changed;
        lock (_gate)
        {
            var known = _current;
            if (version < known.Version)
                return;
            ImmutableArray<EdgeSilo> all = [.. members.Select(m => m.Silo)];
            ImmutableArray<EdgeSilo> owners = [.. members.Where(m => !m.IsJoining).Select(m => m.Silo)];
            if (version == known.Version && all.SequenceEqual(known.All) && owners.SequenceEqual(known.Owners))
                return;
            _current = new View(version, all, owners);
            foreach (var gone in _failures.Keys.Except(all.Select(s => s.Address)))
                _failures.TryRemove(gone, out _);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.TrySetResult();
    }

    /// <summary>Whom to ask, best first: by what they have for the key, and behind all others those that failed just now.</summary>
    public ImmutableArray<EdgeSilo> Order(string key)
    {
        var owners = _current.Owners;
        if (owners.Length < 2)
            return owners;
        var hash = Rendezvous.HashOf(key);
        var now = _time.GetTimestamp();
        return [.. owners.OrderBy(s => IsPaused(s, now)).ThenByDescending(s => Rendezvous.Weigh(s.Hash, hash))];
    }

    /// <summary>It could not be asked: others are, for a while.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Failed(EdgeSilo silo)
    {
        var now = _time.GetTimestamp();
        var failure = _failures.AddOrUpdate(silo.Address, _ => Failure.First(now, _time), (_, before) => before.Until > now ? before : before.Again(now, _time));
        return failure.InARow == 1;
    }

    /// <summary>It can be asked again.</summary>
    public void Answered(EdgeSilo silo)
    {
        if (!_failures.IsEmpty)
            _failures.TryRemove(silo.Address, out _);
    }

    private bool IsPaused(EdgeSilo silo, long now) => _failures.TryGetValue(silo.Address, out var failure) && failure.Until > now;

    /// <summary>The silos at one time.</summary>
    /// <param name="Version">Of the membership; -1 for the seeds.</param>
    /// <param name="All">Those that have changes to tell.</param>
    /// <param name="Owners">Those that host what is asked for.</param>
    internal sealed record View(long Version, ImmutableArray<EdgeSilo> All, ImmutableArray<EdgeSilo> Owners);

    private sealed record Failure(int InARow, long Until)
    {
        public static Failure First(long now, TimeProvider time) => new(1, now + Ticks(FirstPause, time));

        public Failure Again(long now, TimeProvider time) => new(InARow + 1, now + Ticks(FirstPause * (1 << Math.Min(InARow, GreatestDoublings)), time));

        private static long Ticks(TimeSpan pause, TimeProvider time) => (long)(pause.TotalSeconds * time.TimestampFrequency);
    }
}
