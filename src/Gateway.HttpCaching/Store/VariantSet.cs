using System.Collections.Immutable;

namespace Gateway.HttpCaching.Store;

/// <summary>The variants of an address: which stay when one comes.</summary>
internal static class VariantSet
{
    /// <summary>The variants with a new one; null where one that is there is newer.</summary>
    /// <param name="variants">Those there are, the longest kept first.</param>
    /// <param name="added">The new one.</param>
    /// <param name="most">How many may stay.</param>
    /// <param name="evicted">How many gave way that were not replaced.</param>
    public static TVariant[]? With<TVariant>(TVariant[] variants, TVariant added, int most, out int evicted)
        where TVariant : StoredVariant
    {
        evicted = 0;
        var kept = new List<TVariant>(variants.Length + 1);
        foreach (var variant in variants)
        {
            if (ReferenceEquals(variant, added))
                continue;
            switch (added.RelationTo(variant))
            {
                case VariantRelation.Outdated:
                    return null;
                case VariantRelation.Beside:
                    kept.Add(variant);
                    break;
                default:
                    // It goes on where the one before it was used.
                    if (variant.Used)
                        added.MarkUsed();
                    break;
            }
        }

        for (; kept.Count >= most; evicted++)
            RemoveOne(kept);
        kept.Add(added);
        return [.. kept];
    }

    /// <summary>The variants, two at least, without the least used of those before the last.</summary>
    public static TVariant[] WithoutOne<TVariant>(TVariant[] variants)
        where TVariant : StoredVariant
    {
        var kept = new List<TVariant>(variants[..^1]);
        RemoveOne(kept);
        kept.Add(variants[^1]);
        return [.. kept];
    }

    /// <summary>The tags that any of the variants carries, each once.</summary>
    public static ImmutableArray<string> Tags<TVariant>(TVariant[] variants)
        where TVariant : StoredVariant
    {
        if (variants.Length == 1)
            return variants[0].Tags;

        var tags = variants[0].Tags;
        if (Array.TrueForAll(variants, v => v.Tags.AsSpan().SequenceEqual(tags.AsSpan())))
            return tags;

        var union = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variant in variants)
            union.UnionWith(variant.Tags);
        return [.. union];
    }

    // A clock: what was used since it came by last goes round once more.
    private static void RemoveOne<TVariant>(List<TVariant> variants)
        where TVariant : StoredVariant
    {
        for (var chances = variants.Count; chances > 0 && variants[0].TakeUsed(); chances--)
        {
            var used = variants[0];
            variants.RemoveAt(0);
            variants.Add(used);
        }

        variants.RemoveAt(0);
    }
}
