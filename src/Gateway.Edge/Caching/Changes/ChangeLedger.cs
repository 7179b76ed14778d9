using Gateway.Edge.Caching.Entries;

namespace Gateway.Edge.Caching.Changes;

/// <summary>What a response asked for at some time is worth after what has changed since.</summary>
internal enum ChangeVerdict
{
    /// <summary>Nothing that it shows has changed.</summary>
    Current,

    /// <summary>Something has: it is stored, but validated before it is used.</summary>
    Stale,

    /// <summary>Its address was invalidated (RFC 9111 §4.4): it is stored, but not used in any way before it is validated.</summary>
    Invalid,

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
    private readonly Dictionary<string, Changes> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<EntryKey, Changes> _keys = [];
    private readonly Queue<(string? Tag, EntryKey Key, long Number)> _order = new();
    private readonly Doubts _doubts = new();
    private readonly SourceStates _sources;
    private long _now = 1;
    private long _forgotten;
    private long _purged;

    public ChangeLedger() => _sources = new SourceStates(_doubts);

    // What was thrown away is told apart from what changed after it: an answer that shows the retraction, and not yet the
    // article published again, is stale; one that shows neither must not be seen.
    private readonly record struct Changes(Change? Stale, Change? Drop)
    {
        public long Number => Math.Max(Stale?.Number ?? 0, Drop?.Number ?? 0);
    }

    private sealed record Change(long Number, SourcePosition? Position)
    {
        public bool IsMissedBy(OriginMarks marks) => Number > marks.Began && !(Position is not null && marks.Includes(Position));
    }

    /// <summary>The count of changes; what is asked for now began then.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>What is known of a silo's log.</summary>
    public SourceState Source(string name) => _sources.Of(name);

    /// <summary>A silo may have changed what nobody was told of.</summary>
    public void Doubt()
    {
        lock (_gate)
            _doubts.Raise(++_now);
    }

    /// <summary>A key was invalidated.</summary>
    public void Changed(EntryKey key) => Changed(key, drops: false);

    /// <summary>What is stored under a key was thrown away.</summary>
    public void Purged(EntryKey key) => Changed(key, drops: true);

    /// <summary>What carries a tag has changed.</summary>
    public void Changed(string tag, SourcePosition position, bool drops)
    {
        lock (_gate)
        {
            var change = new Change(++_now, position);
            var known = _tags.GetValueOrDefault(tag);
            _tags[tag] = drops ? known with { Drop = change } : known with { Stale = change };
            Remember(tag, default, change.Number);
        }
    }

    /// <summary>What carries a tag was thrown away.</summary>
    public void Purged(string tag)
    {
        lock (_gate)
        {
            var change = new Change(++_now, null);
            _tags[tag] = _tags.GetValueOrDefault(tag) with { Drop = change };
            Remember(tag, default, change.Number);
        }
    }

    /// <summary>Everything was thrown away.</summary>
    public void Purged()
    {
        lock (_gate)
            _purged = ++_now;
    }

    /// <summary>Whether what is at an address was invalidated or thrown away after something began.</summary>
    public bool HasChanged(EntryKey key, long began)
    {
        lock (_gate)
            return _purged > began || _forgotten > began || (_keys.TryGetValue(key, out var changes) && changes.Number > began);
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
            var ofKey = _keys.GetValueOrDefault(key);
            if (ofKey.Drop?.IsMissedBy(marks) is true)
                return ChangeVerdict.Dropped;
            var verdict = ofKey.Stale?.IsMissedBy(marks) is true ? ChangeVerdict.Invalid : _forgotten > marks.Began ? ChangeVerdict.Stale : ChangeVerdict.Current;
            foreach (var tag in marks.Tags)
            {
                if (!_tags.TryGetValue(tag, out var changes))
                    continue;
                if (changes.Drop?.IsMissedBy(marks) is true)
                    return ChangeVerdict.Dropped;
                if (verdict == ChangeVerdict.Current && changes.Stale?.IsMissedBy(marks) is true)
                    verdict = ChangeVerdict.Stale;
            }

            return verdict;
        }
    }

    private void Changed(EntryKey key, bool drops)
    {
        lock (_gate)
        {
            var change = new Change(++_now, null);
            var known = _keys.GetValueOrDefault(key);
            _keys[key] = drops ? known with { Drop = change } : known with { Stale = change };
            Remember(null, key, change.Number);
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
                if (_tags.TryGetValue(oldTag, out var changes) && changes.Number == oldNumber)
                    _tags.Remove(oldTag);
            }
            else if (_keys.TryGetValue(oldKey, out var latest) && latest.Number == oldNumber)
            {
                _keys.Remove(oldKey);
            }
        }
    }
}
