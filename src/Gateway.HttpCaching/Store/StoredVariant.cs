using System.Collections.Immutable;
using Gateway.HttpCaching.Codings;

namespace Gateway.HttpCaching.Store;

/// <summary>
/// A stored response as the store sees it: one of the variants of an address, in the codings asked for so far. What derives
/// from it adds status, fields and freshness, and is immutable but for marks that do not change its weight (that it is stale).
/// </summary>
public abstract class StoredVariant
{
    /// <summary>Bytes of this base of an object.</summary>
    protected const int BaseWeight = Footprint.Object + 5 * Footprint.Reference;

    private StoredRepresentation? _identity;
    private StoredRepresentation? _brotli;
    private StoredRepresentation? _zstandard;
    private StoredRepresentation? _gzip;
    private bool _used;

    /// <summary>
    /// What it is for: the keys of the topics or articles that it shows, to be purged or marked by. Each a name without
    /// regard to order, once. Never changes.
    /// </summary>
    public virtual ImmutableArray<string> Tags => [];

    /// <summary>
    /// Bytes of memory that only this variant holds on to, without its representations: <see cref="BaseWeight"/>, its own fields,
    /// strings, header blocks, the array of its tags (the store counts their names). Never changes.
    /// </summary>
    public abstract long OwnWeight { get; }

    /// <summary>Bytes of memory taken, the representations among them; they may become more.</summary>
    public long Weight
    {
        get
        {
            var weight = OwnWeight;
            foreach (var coding in (ReadOnlySpan<ContentCoding>)[ContentCoding.Identity, ContentCoding.Brotli, ContentCoding.Zstandard, ContentCoding.Gzip])
                weight += Find(coding)?.Weight ?? 0;
            return weight;
        }
    }

    /// <summary>Whether it was used since the store last looked for a variant to give up.</summary>
    internal bool Used => _used;

    /// <summary>How it stands to a variant stored before under the same address.</summary>
    public abstract VariantRelation RelationTo(StoredVariant existing);

    /// <summary>The body in a coding; null where it is not there.</summary>
    public StoredRepresentation? Find(ContentCoding coding) => Volatile.Read(ref Slot(coding));

    /// <summary>
    /// Adds a body before the variant is put into a store; then only by <see cref="ResponseStore{TKey, TVariant}.Add"/>, which weighs it. The first in a
    /// coding stands.
    /// </summary>
    /// <returns>The one that stands.</returns>
    public StoredRepresentation Add(StoredRepresentation representation)
    {
        ArgumentNullException.ThrowIfNull(representation);
        return Interlocked.CompareExchange(ref Slot(representation.Coding), representation, null) ?? representation;
    }

    /// <summary>
    /// Says that a request was answered with it: of too many variants those not used go first. Costs next to nothing;
    /// needless where an address has one variant.
    /// </summary>
    public void MarkUsed()
    {
        if (!_used)
            _used = true;
    }

    internal bool TakeUsed()
    {
        var used = _used;
        _used = false;
        return used;
    }

    private ref StoredRepresentation? Slot(ContentCoding coding)
    {
        switch (coding)
        {
            case ContentCoding.Identity: return ref _identity;
            case ContentCoding.Brotli: return ref _brotli;
            case ContentCoding.Zstandard: return ref _zstandard;
            case ContentCoding.Gzip: return ref _gzip;
            default: throw new ArgumentOutOfRangeException(nameof(coding));
        }
    }
}

/// <summary>How a new variant stands to one that is there.</summary>
public enum VariantRelation
{
    /// <summary>They answer different requests: both stay.</summary>
    Beside,

    /// <summary>The new one takes the place of the one that is there.</summary>
    Replaces,

    /// <summary>The one that is there is newer (a later revision): it stays, and the new one is not stored.</summary>
    Outdated,
}
