using System.Collections.Concurrent;
using Gateway.Edge.Caching.Entries;

namespace Gateway.Edge.Caching.Changes;

/// <summary>What a response asked for at some time is worth after what has changed since.</summary>
internal enum ChangeVerdict
{
    /// <summary>Nothing that it shows has changed.</summary>
    Current,

    /// <summary>Something has: it is stored, but validated before it is used.</summary>
    Stale,

    /// <summary>It must not be seen again (a retraction, a purge).</summary>
    Dropped,
}

/// <summary>
/// Remembers for a while what has changed, so that an answer asked for before a change and stored after it is not taken for
/// fresh. Bounded: of what it has forgotten it assumes that everything has changed.
/// </summary>
internal sealed class ChangeLedger
{
    private const int Most = 16_384;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Change> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<EntryKey, Change> _keys = [];
    private readonly Queue<(string? Tag, EntryKey Key, long Number)> _order = new();
    private readonly ConcurrentDictionary<string, SourceState> _sources = new(StringComparer.Ordinal);
    private long _now = 1;
    private long _forgotten;
    private long _purged;

    private readonly record struct Change(long Number, SourcePosition? Position, bool Drops);

    /// <summary>The count of changes; what is asked for now began then.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>What is known of a silo's log. There are as many as silos ever were: the edge's own origins name them.</summary>
    public SourceState Source(string name) => _sources.GetOrAdd(name, static _ => new SourceState());

    /// <summary>A key was invalidated.</summary>
    public void Changed(EntryKey key)
    {
        lock (_gate)
        {
            var number = ++_now;
            _keys[key] = new Change(number, null, Drops: false);
            Remember(null, key, number);
        }
    }

    /// <summary>What carries a tag has changed.</summary>
    public void Changed(string tag, SourcePosition position, bool drops)
    {
        lock (_gate)
        {
            var number = ++_now;
            // A retraction is not forgotten for a change that came with or after it: what began before both must not be seen.
            drops |= _tags.TryGetValue(tag, out var known) && known.Drops && !drops && known.Position?.Epoch == position.Epoch && known.Position.Sequence >= position.Sequence;
            _tags[tag] = new Change(number, position, drops);
            Remember(tag, default, number);
        }
    }

    /// <summary>What carries a tag was thrown away.</summary>
    public void Purged(string tag)
    {
        lock (_gate)
        {
            var number = ++_now;
            _tags[tag] = new Change(number, null, Drops: true);
            Remember(tag, default, number);
        }
    }

    /// <summary>Everything was thrown away.</summary>
    public void Purged()
    {
        lock (_gate)
            _purged = ++_now;
    }

    /// <summary>What a response is worth.</summary>
    public ChangeVerdict Verdict(EntryKey key, OriginMarks marks)
    {
        if (marks.Began == Now)
            return ChangeVerdict.Current;

        lock (_gate)
        {
            if (_purged > marks.Began)
                return ChangeVerdict.Dropped;
            var verdict = _forgotten > marks.Began || (_keys.TryGetValue(key, out var change) && change.Number > marks.Began)
                ? ChangeVerdict.Stale
                : ChangeVerdict.Current;
            foreach (var tag in marks.Tags)
            {
                if (!_tags.TryGetValue(tag, out change) || change.Number <= marks.Began || (change.Position is { } position && marks.Source?.Includes(position) == true))
                    continue;
                if (change.Drops)
                    return ChangeVerdict.Dropped;
                verdict = ChangeVerdict.Stale;
            }

            return verdict;
        }
    }

    private void Remember(string? tag, EntryKey key, long number)
    {
        _order.Enqueue((tag, key, number));
        while (_order.Count > Most)
        {
            var (oldTag, oldKey, oldNumber) = _order.Dequeue();
            _forgotten = oldNumber;
            if (oldTag is not null)
            {
                if (_tags.TryGetValue(oldTag, out var change) && change.Number == oldNumber)
                    _tags.Remove(oldTag);
            }
            else if (_keys.TryGetValue(oldKey, out var change) && change.Number == oldNumber)
            {
                _keys.Remove(oldKey);
            }
        }
    }
}
