using System.Runtime.CompilerServices;

namespace Gateway.HttpCaching.Store;

/// <summary>An address with its variants; readers take the array as it is, writers put another in its place.</summary>
internal sealed class StoreNode<TKey, TVariant>(TKey key, int hash, TVariant[] variants) : PolicyNode(hash), ITagged<StoreNode<TKey, TVariant>>
    where TKey : notnull
    where TVariant : StoredVariant
{
    /// <summary>
    /// This object, its array of variants, its node in the dictionary and two buckets there; each of the two nodes holds the key
    /// or a reference to it.
    /// </summary>
    public static readonly long OwnWeight = 64 + Footprint.Array + 40 + 2 * Footprint.Reference + 2L * Unsafe.SizeOf<TKey>();

    private TVariant[] _variants = variants;

    public TKey Key { get; } = key;

    public TVariant[] Variants
    {
        get => Volatile.Read(ref _variants);
        set => Volatile.Write(ref _variants, value);
    }

    public TagLink<StoreNode<TKey, TVariant>>[] Links { get; set; } = [];
}
