using System.Collections.Immutable;
using Gateway.Edge.Caching.Observing;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Entries;

/// <summary>
/// A stored response. Immutable but for its facts, which are replaced as a whole when it becomes stale or invalid, and for
/// when it was last used.
/// </summary>
internal sealed class CachedResponse : StoredVariant, IStoredResponse
{
    private StoredFacts _facts;
    private long _usedTicks;
    private long _failedUntilTicks;
    private int _failure;
    private long _changedTicks;
    private int _encoding;

    public CachedResponse(EntryKey key, RequestLine line, RouteCounters counters, StoredFacts facts, ImmutableArray<KeyValuePair<string, StringValues>> fields, OriginMarks marks, StoredBody body)
    {
        (Key, Line, Counters, _facts, Fields, Marks) = (key, line, counters, facts, fields, marks);
        IsEncodable = Encodable.Is(facts, fields, body.Length);
        Identity = new CachedRepresentation(ContentCoding.Identity, body, IsEncodable ? facts.WithSharedDate() : facts, PreparedFields.Create(fields, facts, ContentCoding.Identity, IsEncodable));
        Add(Identity);
        OwnWeight = Weigh();
    }

    public EntryKey Key { get; }

    public RequestLine Line { get; }

    /// <summary>Of the route that it came by.</summary>
    public RouteCounters Counters { get; }

    /// <summary>When its origin said that it had changed, in ticks of UTC; 0 where it did not.</summary>
    public long ChangedTicks
    {
        get => Volatile.Read(ref _changedTicks);
        set => Volatile.Write(ref _changedTicks, value);
    }

    public StoredFacts Facts => Volatile.Read(ref _facts);

    /// <summary>Its fields, as stored.</summary>
    public ImmutableArray<KeyValuePair<string, StringValues>> Fields { get; }

    public OriginMarks Marks { get; }

    /// <summary>The content as it came from the origin.</summary>
    public CachedRepresentation Identity { get; }

    public StoredBody Body => Identity.Body;

    /// <summary>Whether the edge itself may give it other codings.</summary>
    public bool IsEncodable { get; }

    public override ImmutableArray<string> Tags => Marks.Tags;

    public override long OwnWeight { get; }

    /// <summary>When it last answered a request, in ticks of UTC, to within a second.</summary>
    public long UsedTicks => Volatile.Read(ref _usedTicks);

    /// <summary>Until when its origin is not asked again, having failed.</summary>
    public long FailedUntilTicks => Volatile.Read(ref _failedUntilTicks);

    /// <summary>How it failed.</summary>
    public OriginFailure Failure => (OriginFailure)Volatile.Read(ref _failure);

    /// <summary>
    /// Its facts as they count now: what a silo answered is fresh only while that silo tells the edge of its changes, and did
    /// since it was built.
    /// </summary>
    public StoredFacts FactsAt(DateTimeOffset now)
    {
        var facts = Facts;
        return Marks.IsCovered ? facts : facts.AsStale(now);
    }

    /// <summary>Writes at most once a second: a hit must not fight others for the cache line.</summary>
    public void Use(long nowTicks)
    {
        if (nowTicks - _usedTicks >= TimeSpan.TicksPerSecond)
            _usedTicks = nowTicks;
        MarkUsed();
    }

    public void Fail(OriginFailure how, DateTimeOffset until)
    {
        Volatile.Write(ref _failure, (int)how);
        Volatile.Write(ref _failedUntilTicks, until.UtcTicks);
    }

    /// <summary>Changes the facts; concurrent changes are all made.</summary>
    public void Change(Func<StoredFacts, StoredFacts> change)
    {
        StoredFacts before;
        do
        {
            before = Facts;
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _facts, change(before), before), before));
    }

    /// <summary>Whether the caller is the one to make a coding of it now.</summary>
    public bool TryBeginEncoding(ContentCoding coding)
    {
        var bit = 1 << (int)coding;
        return (Interlocked.Or(ref _encoding, bit) & bit) == 0;
    }

    /// <summary>Lets another caller make the coding: the one that was to has no room.</summary>
    public void GiveUpEncoding(ContentCoding coding) => Interlocked.And(ref _encoding, ~(1 << (int)coding));

    /// <summary>The same content with other facts and fields, all codings kept.</summary>
    public CachedResponse With(StoredFacts facts, ImmutableArray<KeyValuePair<string, StringValues>> fields, OriginMarks marks)
    {
        var copy = new CachedResponse(Key, Line, Counters, facts, fields, marks, Body) { _usedTicks = _usedTicks };
        if (!copy.IsEncodable)
            return copy;
        foreach (var coding in (ReadOnlySpan<ContentCoding>)[ContentCoding.Brotli, ContentCoding.Zstandard, ContentCoding.Gzip])
        {
            if (Find(coding) is CachedRepresentation known && copy.TryBeginEncoding(coding))
                copy.Add(copy.Encoded(coding, known.Body));
        }

        return copy;
    }

    /// <summary>Itself in another coding.</summary>
    public CachedRepresentation Encoded(ContentCoding coding, StoredBody body)
    {
        var facts = Facts;
        return new CachedRepresentation(coding, body, facts, PreparedFields.Create(Fields, facts, coding, variesByCoding: true));
    }

    public override VariantRelation RelationTo(StoredVariant existing)
    {
        ArgumentNullException.ThrowIfNull(existing);
        var other = (CachedResponse)existing;
        // An answer that varies by other fields than before says that the older one was told apart wrongly only where it matched
        // the same request; both may go on answering their own.
        if (!Facts.Variant.Equals(other.Facts.Variant))
            return VariantRelation.Beside;
        var isOlder = Marks.IsOlderThan(other.Marks) || (Marks.Began < other.Marks.Began && !other.Marks.IsOlderThan(Marks));
        return isOlder ? VariantRelation.Outdated : VariantRelation.Replaces;
    }

    private long Weigh()
    {
        var weight = BaseWeight + 4L * Footprint.Reference + 40 + Line.Weight + Facts.EstimatedBytes + Marks.Weight;
        weight += Footprint.Array + 16L * Fields.Length;
        foreach (var (name, value) in Fields)
        {
            weight += Footprint.Of(name);
            foreach (var line in value)
                weight += Footprint.Of(line);
        }

        return weight;
    }
}

/// <summary>A coding of a stored response: what is sent, and the facts by which conditions on it are judged.</summary>
internal sealed class CachedRepresentation(ContentCoding coding, StoredBody body, StoredFacts facts, PreparedFields fields) : StoredRepresentation(coding, body)
{
    public PreparedFields Fields { get; } = fields;

    /// <summary>The response's facts as they were, its tag that of this coding: for conditions, never for freshness.</summary>
    public StoredFacts Facts { get; } = facts.InCoding(coding);

    public override long Weight => base.Weight + 2 * Footprint.Reference + Fields.Weight + (Coding == ContentCoding.Identity ? 0 : Facts.EstimatedBytes);
}
