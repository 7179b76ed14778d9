namespace Gateway.Edge.Invalidation;

/// <summary>
/// Passes on what streams and publishers' answers say, each change once: whichever of the two is first. Otherwise a change
/// would cost the origin two refreshes, the second for nothing. Thread-safe.
/// </summary>
internal sealed class Announcements(IInvalidations cache)
{
    // Past it some are told twice. Only a stream that lags behind by as many publishes comes near.
    private const int GreatestEarly = 65_536;

    // Held while the cache is told: who learns that a change was told already may rely on the cache knowing it.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Source> _sources = new(StringComparer.Ordinal);

    /// <summary>A source's stream is open.</summary>
    /// <param name="source">Whose.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="sequence">Every change after it will be told.</param>
    /// <param name="stream">By whom; who opened it last tells of it, and may lose it.</param>
    public void Opened(string source, long epoch, long sequence, object stream)
    {
        lock (_gate)
        {
            _sources[source] = new Source(epoch, sequence, stream);
            cache.Changed(source, epoch, sequence, [], drop: false);
        }
    }

    /// <summary>A stream told of changes up to <paramref name="sequence"/>.</summary>
    public void Told(string source, long sequence, IEnumerable<ChangedKey> changes, object stream)
    {
        lock (_gate)
        {
            if (!_sources.TryGetValue(source, out var known) || !ReferenceEquals(known.Stream, stream))
                return;

            foreach (var change in changes)
            {
                if (!known.IsEarly(change))
                    Pass(source, known.Epoch, change);
            }

            known.Position = sequence;
        }
    }

    /// <summary>A publisher's answer names what it changed. When this returns, the cache knows.</summary>
    public void Answered(ChangedField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        lock (_gate)
        {
            foreach (var (log, change) in field.Keys)
            {
                var known = _sources.TryGetValue(log.Source, out var source) && source.Epoch == log.Epoch ? source : null;
                if (known?.IsTold(change) is true)
                    continue;
                if (change.IsAny)
                {
                    cache.Lost(log.Source);
                    // What is answered from there on holds them all.
                    if (known is not null)
                        cache.Changed(log.Source, known.Epoch, change.Sequence, [], drop: false);
                    continue;
                }

                Pass(log.Source, log.Epoch, change);
                known?.Remember(change);
            }
        }
    }

    /// <summary>A source's changes may have been missed.</summary>
    /// <param name="source">Whose.</param>
    /// <param name="stream">Which stream broke: one that another has taken over from loses nothing. Null where it is for another reason.</param>
    public void Lost(string source, object? stream = null)
    {
        lock (_gate)
        {
            if (stream is not null && _sources.TryGetValue(source, out var known) && !ReferenceEquals(known.Stream, stream))
                return;
            _sources.Remove(source);
            cache.Lost(source);
        }
    }

    private void Pass(string source, long epoch, ChangedKey change) => cache.Changed(source, epoch, change.Sequence, [change.Key], change.IsRetraction);

    private sealed class Source(long epoch, long opened, object stream)
    {
        private readonly Dictionary<string, ChangedKey> _early = new(StringComparer.Ordinal);
        private readonly long _opened = opened;

        public long Epoch => epoch;

        public object Stream => stream;

        /// <summary>What the stream told.</summary>
        public long Position { get; set; } = opened;

        /// <summary>Whether the stream or another answer told it already. What was before the stream was opened nobody told.</summary>
        public bool IsTold(ChangedKey change) =>
            (change.Sequence > _opened && change.Sequence <= Position) || (_early.TryGetValue(change.Key, out var early) && Holds(early, change));

        /// <summary>Whether an answer told it before the stream does now.</summary>
        public bool IsEarly(ChangedKey change)
        {
            if (!_early.TryGetValue(change.Key, out var early))
                return false;
            if (change.Sequence >= early.Sequence)
                _early.Remove(change.Key);
            return Holds(early, change);
        }

        public void Remember(ChangedKey change)
        {
            if (_early.Count >= GreatestEarly)
                _early.Clear();
            _early[change.Key] = change;
        }

        private static bool Holds(ChangedKey early, ChangedKey change) =>
            early.Sequence >= change.Sequence && (early.IsRetraction || !change.IsRetraction);
    }
}
