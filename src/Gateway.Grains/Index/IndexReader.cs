using System.Collections.Immutable;

namespace Gateway.Grains.Index;

/// <summary>Reads one state of an index.</summary>
internal sealed class IndexReader<TKey, TEntry>(IndexState<TKey, TEntry> state, IIndexOrder<TKey, TEntry> order, IPageReader<TKey, TEntry> pages)
    where TEntry : class
{
    /// <summary>The entry with a key; null where there is none.</summary>
    public async ValueTask<TEntry?> Find(TKey key)
    {
        var rank = await RankOf(key);
        if (rank >= state.Count)
            return null;
        var found = await Range(rank, 1);
        return found.Length == 1 && order.CompareEntry(found[0], key) == 0 ? found[0] : null;
    }

    /// <summary>How many entries stand before a key.</summary>
    public async ValueTask<long> RankOf(TKey key)
    {
        var rank = 0L;
        var link = state.Root;
        if (link is null || order.Compare(key, link.Last) > 0)
        {
            var at = order.Search(state.Tail.AsSpan(), key);
            return (link?.Count ?? 0) + (at >= 0 ? at : ~at);
        }

        for (var height = state.Height; height > 0; height--)
        {
            var node = await pages.Read(link.Page);
            var i = 0;
            for (; order.Compare(node.Children[i].Last, key) < 0; i++)
                rank += node.Children[i].Count;
            link = node.Children[i];
        }

        var leaf = await pages.Read(link.Page);
        var place = order.Search(leaf.Entries.AsSpan(), key);
        return rank + (place >= 0 ? place : ~place);
    }

    /// <summary>Entries by rank, in order; fewer where the index ends.</summary>
    public async ValueTask<ImmutableArray<TEntry>> Range(long from, int count)
    {
        var found = ImmutableArray.CreateBuilder<TEntry>();
        var paged = state.Root?.Count ?? 0;
        if (state.Root is { } root && from < paged)
            await Collect(root, state.Height, from, count, found);
        var start = (int)Math.Clamp(from + found.Count - paged, 0, state.Tail.Length);
        if (from + found.Count >= paged)
            found.AddRange(state.Tail.AsSpan(start, Math.Min(count - found.Count, state.Tail.Length - start)));
        return found.ToImmutable();
    }

    /// <summary>The leaf that covers a rank, with its neighbours; null outside the index.</summary>
    public async ValueTask<IndexLeaf<TKey, TEntry>?> LeafAt(long rank)
    {
        if (rank < 0 || rank >= state.Count)
            return null;
        var located = await Locate(rank);
        var (link, start) = located;
        var entries = link.Page == 0
            ? TailLeaf((int)((rank - (state.Root?.Count ?? 0)) / IndexLimits.LeafEntries)).Entries
            : (await pages.Read(link.Page)).Entries;
        var before = start > 0 ? (await Locate(start - 1)).Link : null;
        var after = start + link.Count < state.Count ? (await Locate(start + link.Count)).Link : null;
        return new IndexLeaf<TKey, TEntry>(link, start, entries, before, after);
    }

    /// <summary>The link of the leaf that covers a rank; null outside the index. Reads no page for the tail and the leaf before it.</summary>
    public async ValueTask<PageLink<TKey>?> LinkAt(long rank) =>
        rank < 0 || rank >= state.Count ? null : (await Locate(rank)).Link;

    private async ValueTask<(PageLink<TKey> Link, long Start)> Locate(long rank)
    {
        var paged = state.Root?.Count ?? 0;
        if (rank >= paged)
        {
            var i = (int)((rank - paged) / IndexLimits.LeafEntries);
            return (TailLeaf(i).Link, paged + (i * IndexLimits.LeafEntries));
        }

        if (state.LastPaged is { } last && rank >= paged - last.Count)
            return (last, paged - last.Count);
        var link = state.Root ?? throw new InvalidOperationException("There is no tree.");
        var start = 0L;
        for (var height = state.Height; height > 0; height--)
        {
            var node = await pages.Read(link.Page);
            var i = 0;
            for (; start + node.Children[i].Count <= rank; i++)
                start += node.Children[i].Count;
            link = node.Children[i];
        }

        return (link, start);
    }

    private (PageLink<TKey> Link, ImmutableArray<TEntry> Entries) TailLeaf(int i)
    {
        var start = i * IndexLimits.LeafEntries;
        var entries = state.Tail.Slice(start, Math.Min(IndexLimits.LeafEntries, state.Tail.Length - start));
        return (new() { Page = 0, Count = entries.Length, Last = order.KeyOf(entries[^1]), Stamp = state.TailStamps[i] }, entries);
    }

    private async ValueTask Collect(PageLink<TKey> link, int height, long from, int count, ImmutableArray<TEntry>.Builder found)
    {
        var page = await pages.Read(link.Page);
        if (height == 0)
        {
            var start = (int)Math.Max(from, 0);
            found.AddRange(page.Entries.AsSpan(start, Math.Min(count - found.Count, page.Entries.Length - start)));
            return;
        }

        foreach (var child in page.Children)
        {
            if (found.Count >= count)
                return;
            if (from < child.Count)
                await Collect(child, height - 1, from, count, found);
            from = Math.Max(from - child.Count, 0);
        }
    }
}

/// <summary>A leaf with its neighbours.</summary>
/// <param name="Link">The leaf itself.</param>
/// <param name="Start">The rank of its first entry.</param>
/// <param name="Entries">Its entries, in order.</param>
/// <param name="Before">The leaf before it; null at the beginning.</param>
/// <param name="After">The leaf behind it; null at the end.</param>
internal sealed record IndexLeaf<TKey, TEntry>(
    PageLink<TKey> Link,
    long Start,
    ImmutableArray<TEntry> Entries,
    PageLink<TKey>? Before,
    PageLink<TKey>? After);
