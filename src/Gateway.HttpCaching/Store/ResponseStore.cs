using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Gateway.HttpCaching.Store;

/// <summary>
/// Stored responses in memory, bounded in bytes: address → variants (RFC 9111 §4.1) → bodies by coding. Safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// A look takes no lock, allocates nothing and mostly writes nothing but a count in a cache line of its core. Changes
/// share one lock, held for about a microsecond: each has an origin's answer behind it, which costs a hundred times as much.
/// Eviction runs inside the change that needs it, so that the bound holds whenever no change is under way.
/// </para>
/// <para>
/// Which entries stay is decided by <see cref="AdmissionPolicy"/>: a scan of one-off addresses passes through and leaves
/// what is asked for again where it is.
/// </para>
/// <para>
/// Bytes are what the entries say they take, plus what the store itself adds; nothing is pooled. What has left the store lives
/// on for as long as somebody still sends it.
/// </para>
/// </remarks>
/// <typeparam name="TKey">An address: immutable, with a hash that strangers cannot steer.</typeparam>
/// <typeparam name="TVariant">A stored response.</typeparam>
public sealed class ResponseStore<TKey, TVariant>
    where TKey : notnull
    where TVariant : StoredVariant
{
    private const int LargestShare = 8;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<TKey, StoreNode<TKey, TVariant>> _nodes;
    private readonly TagIndex<StoreNode<TKey, TVariant>> _tags = new();
    private readonly List<PolicyNode> _evicted = [];
    private readonly StripedCounter _hits = new();
    private readonly StripedCounter _misses = new();
    private readonly AdmissionPolicy _policy;
    private readonly IEqualityComparer<TKey> _comparer;
    private readonly Func<TKey, long> _weighKey;
    private readonly long _capacity;
    private readonly int _mostVariants;
    private readonly int _mostTags;
    private long _variantEvictions;
    private long _removals;

    /// <summary>An empty store.</summary>
    /// <param name="options">The bounds.</param>
    /// <param name="weighKey">Bytes of memory that a key holds on to, the key itself among them where it is a class.</param>
    /// <param name="comparer">Compares keys; by default their own equality.</param>
    /// <param name="seed">Mixed into hashes where frequencies are counted; random by default. Equal seeds, keys and calls give equal stores.</param>
    public ResponseStore(ResponseStoreOptions options, Func<TKey, long> weighKey, IEqualityComparer<TKey>? comparer = null, ulong? seed = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(weighKey);
        (_capacity, _mostVariants, _mostTags) = (options.Capacity, options.MaximumVariants, options.MaximumTags);
        _weighKey = weighKey;
        _comparer = comparer ?? EqualityComparer<TKey>.Default;
        _nodes = new ConcurrentDictionary<TKey, StoreNode<TKey, TVariant>>(comparer);
        _policy = new AdmissionPolicy(_capacity, seed ?? RandomSeed());
    }

    /// <summary>The largest address that is kept, in bytes, with all that is stored of it.</summary>
    public long LargestEntry => _capacity / LargestShare;

    /// <summary>Counts, and what is held.</summary>
    public StoreStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new StoreStatistics(
                    _hits.Value,
                    _misses.Value,
                    _policy.Admissions,
                    _policy.Rejections,
                    _policy.Evictions,
                    _variantEvictions,
                    _removals,
                    _policy.Count,
                    _tags.Count,
                    _policy.Bytes,
                    _capacity);
            }
        }
    }

    /// <summary>
    /// The variants stored under an address; none where it is not stored. Counts as a use of the address:
    /// one look per request. Tell the one that is served by <see cref="StoredVariant.MarkUsed"/>.
    /// </summary>
    public ReadOnlySpan<TVariant> Find(TKey key)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            _misses.Increment();
            return default;
        }

        node.Touch();
        _hits.Increment();
        return node.Variants;
    }

    /// <summary>The variants stored under an address, without counting as a use.</summary>
    public ReadOnlySpan<TVariant> Peek(TKey key) => _nodes.TryGetValue(key, out var node) ? node.Variants : default;

    /// <summary>
    /// Stores a response, in place of the variants that it replaces. Where it is not stored, what is there stays, unless the
    /// response replaces it: then that is removed, being out of date.
    /// </summary>
    public StoreOutcome Put(TKey key, TVariant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        lock (_gate)
        {
            if (!_nodes.TryGetValue(key, out var node))
                return Insert(key, variant);
            if (VariantSet.With(node.Variants, variant, _mostVariants, out var evicted) is not { } variants)
                return StoreOutcome.Outdated;
            // Many large variants must not keep an address from being refreshed.
            var outcome = Check(key, variants, out var weight);
            for (; outcome == StoreOutcome.TooLarge && variants.Length > 1; evicted++, outcome = Check(key, variants, out weight))
                variants = VariantSet.WithoutOne(variants);
            if (outcome != StoreOutcome.Stored)
            {
                Restrict(node, v => variant.RelationTo(v) == VariantRelation.Beside);
                return outcome;
            }

            _variantEvictions += evicted;
            Change(node, variants, weight);
            return node.Segment == Segment.None ? StoreOutcome.Refused : StoreOutcome.Stored;
        }
    }

    /// <summary>
    /// Adds a body in another coding to a variant that was stored. The first in a coding stands; one that would make the
    /// address too large is not kept.
    /// </summary>
    /// <returns>What to serve: the one that stands, or where it was not kept, the one given.</returns>
    public StoredRepresentation Add(TKey key, TVariant variant, StoredRepresentation representation)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(representation);
        lock (_gate)
        {
            if (!TryHold(key, variant, out var node))
                return variant.Find(representation.Coding) ?? representation;
            if (node.Weight + representation.Weight > LargestEntry)
                return variant.Find(representation.Coding) ?? representation;

            var stands = variant.Add(representation);
            Change(node, node.Variants, Weigh(key, node.Variants));
            return stands;
        }
    }

    /// <summary>Removes an address with all its variants.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(TKey key)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(key, out var node))
                return false;

            Remove(node);
            return true;
        }
    }

    /// <summary>Removes one variant, if it is still the one that is stored.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(TKey key, TVariant variant)
    {
        lock (_gate)
        {
            if (!TryHold(key, variant, out var node))
                return false;

            Restrict(node, v => !ReferenceEquals(v, variant));
            return true;
        }
    }

    /// <summary>Removes all addresses that carry a tag.</summary>
    /// <returns>How many they were.</returns>
    public int RemoveTagged(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        lock (_gate)
        {
            var tagged = _tags.Find(tag);
            foreach (var node in tagged)
                Remove(node);
            return tagged.Count;
        }
    }

    /// <summary>The addresses that carry a tag now, for marking what they hold as stale.</summary>
    public IReadOnlyList<TKey> FindTagged(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        lock (_gate)
            return _tags.Find(tag).ConvertAll(n => n.Key);
    }

    /// <summary>Removes everything.</summary>
    /// <returns>How many addresses they were.</returns>
    public int Clear()
    {
        lock (_gate)
        {
            var count = _policy.Count;
            _removals += count;
            _nodes.Clear();
            _tags.Clear();
            _policy.Clear();
            _policy.IndexBytes = _tags.Bytes;
            return count;
        }
    }

    private static ulong RandomSeed()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes);
    }

    private StoreOutcome Insert(TKey key, TVariant variant)
    {
        TVariant[] variants = [variant];
        if (Check(key, variants, out var weight) is not StoreOutcome.Stored and var refusal)
            return refusal;

        var node = new StoreNode<TKey, TVariant>(key, _comparer.GetHashCode(key), variants) { Weight = weight };
        _nodes[key] = node;
        _tags.Set(node, variant.Tags);
        _policy.Add(node);
        Balance();
        return node.Segment == Segment.None ? StoreOutcome.Refused : StoreOutcome.Stored;
    }

    private StoreOutcome Check(TKey key, TVariant[] variants, out long weight)
    {
        weight = Weigh(key, variants);
        if (weight > LargestEntry)
            return StoreOutcome.TooLarge;
        return VariantSet.Tags(variants).Length > _mostTags ? StoreOutcome.TooManyTags : StoreOutcome.Stored;
    }

    private long Weigh(TKey key, TVariant[] variants)
    {
        var weight = StoreNode<TKey, TVariant>.OwnWeight + _weighKey(key) + (long)Footprint.Reference * variants.Length;
        foreach (var variant in variants)
            weight += variant.Weight;
        return weight + (long)TagIndex<StoreNode<TKey, TVariant>>.BytesPerLink * VariantSet.Tags(variants).Length;
    }

    private bool TryHold(TKey key, TVariant variant, [NotNullWhen(true)] out StoreNode<TKey, TVariant>? node) =>
        _nodes.TryGetValue(key, out node) && Array.IndexOf(node.Variants, variant) >= 0;

    private void Restrict(StoreNode<TKey, TVariant> node, Predicate<TVariant> stays)
    {
        var variants = Array.FindAll(node.Variants, stays);
        if (variants.Length == 0)
            Remove(node);
        else
            Change(node, variants, Weigh(node.Key, variants));
    }

    private void Change(StoreNode<TKey, TVariant> node, TVariant[] variants, long weight)
    {
        node.Variants = variants;
        _tags.Set(node, VariantSet.Tags(variants));
        _policy.Reweigh(node, weight);
        Balance();
    }

    private void Remove(StoreNode<TKey, TVariant> node)
    {
        _policy.Remove(node);
        Forget(node);
        _policy.IndexBytes = _tags.Bytes;
        _removals++;
    }

    private void Balance()
    {
        _policy.IndexBytes = _tags.Bytes;
        _policy.Balance(_evicted);
        foreach (var node in _evicted)
            Forget((StoreNode<TKey, TVariant>)node);
        _evicted.Clear();
        _policy.IndexBytes = _tags.Bytes;
    }

    private void Forget(StoreNode<TKey, TVariant> node)
    {
        _nodes.TryRemove(node.Key, out _);
        _tags.Remove(node);
    }
}
