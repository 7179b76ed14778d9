namespace Gateway.Grains.Intake;

/// <summary>Keeps changes of one slug in order: the first of a lane is under way or ready, the others wait behind it.</summary>
internal sealed class Lanes
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<PendingChange>[] _ready = [.. Enum.GetValues<Track>().Select(_ => new Queue<PendingChange>())];

    public bool IsEmpty => _lanes.Count == 0;

    /// <summary>Changes of a track that could be taken now.</summary>
    public int ReadyCount(Track track) => Ready(track).Count;

    public bool HasReady(Track track) => Ready(track).Count > 0;

    /// <summary>Puts a change at the end of its lane; true where it is the first.</summary>
    public bool Add(PendingChange change)
    {
        if (_lanes.TryGetValue(change.Slug, out var lane))
        {
            (lane.Waiting ??= new()).Enqueue(change);
            return false;
        }

        _lanes.Add(change.Slug, new Lane(change));
        if (change.Sequence == 0)
            Ready(change.Track).Enqueue(change);
        return true;
    }

    /// <summary>Whether the first of the slug's lane has been tried in vain for longer than anybody waits.</summary>
    public bool IsStuck(string slug) => _lanes.TryGetValue(slug, out var lane) && lane.First is { Attempts: > 0, Answered.IsCompleted: true };

    /// <summary>Takes what is written down together next: at least one change where any of the track is ready, each of another slug.</summary>
    public List<PendingChange> Take(Track track, int count, int bytes)
    {
        var ready = Ready(track);
        var batch = new List<PendingChange>(Math.Min(count, ready.Count));
        while (batch.Count < count && ready.TryPeek(out var next) && (batch.Count == 0 || next.Bytes <= bytes))
        {
            bytes -= next.Bytes;
            batch.Add(ready.Dequeue());
        }

        return batch;
    }

    /// <summary>Ends the first of the slug's lane. The next, if any, becomes ready, or is given back where it is written down already.</summary>
    public PendingChange? Release(PendingChange first)
    {
        if (!_lanes.TryGetValue(first.Slug, out var lane) || lane.First != first)
            return null;

        if (lane.Waiting is null || !lane.Waiting.TryDequeue(out var next))
        {
            _lanes.Remove(first.Slug);
            return null;
        }

        lane.First = next;
        if (next.Sequence != 0)
            return next;

        Ready(next.Track).Enqueue(next);
        return null;
    }

    /// <summary>Takes out what waits behind the first of the slug's lane and is not written down.</summary>
    public List<PendingChange> TakeWaiting(string slug)
    {
        if (!_lanes.TryGetValue(slug, out var lane) || lane.Waiting is not { Count: > 0 } waiting)
            return [];

        lane.Waiting = new(waiting.Where(change => change.Sequence != 0));
        return [.. waiting.Where(change => change.Sequence == 0)];
    }

    /// <summary>Takes out everything that is not written down and not under way.</summary>
    public List<PendingChange> TakeAll()
    {
        var all = new List<PendingChange>();
        foreach (var slug in _lanes.Keys)
            all.AddRange(TakeWaiting(slug));
        foreach (var ready in _ready)
        {
            foreach (var change in ready)
                _lanes.Remove(change.Slug);
            all.AddRange(ready);
            ready.Clear();
        }

        return all;
    }

    private Queue<PendingChange> Ready(Track track) => _ready[(int)track];

    private sealed class Lane(PendingChange first)
    {
        public PendingChange First { get; set; } = first;

        public Queue<PendingChange>? Waiting { get; set; }
    }
}
