using System.Collections.Immutable;

namespace Gateway.Grains.Index;

/// <summary>
/// The head of a paged index, stored in its grain's own state: the tail (the entries last in order) inline, everything
/// before it in pages. Nothing here is ever changed in place: a commit makes the next one.
/// </summary>
/// <typeparam name="TKey">What orders the entries.</typeparam>
/// <typeparam name="TEntry">What is indexed.</typeparam>
[GenerateSerializer, Immutable, Alias("gateway.IndexState`2")]
internal sealed record IndexState<TKey, TEntry>
{
    /// <summary>The tree of pages; null while everything fits in the tail.</summary>
    [Id(0)] public PageLink<TKey>? Root { get; init; }

    /// <summary>How many levels of index nodes stand above the leaf pages.</summary>
    [Id(1)] public int Height { get; init; }

    /// <summary>The last leaf of the tree, so that the head feed's <c>prev-archive</c> needs no page.</summary>
    [Id(2)] public PageLink<TKey>? LastPaged { get; init; }

    /// <summary>The entries behind the tree, in order.</summary>
    [Id(3)] public ImmutableArray<TEntry> Tail { get; init; } = [];

    /// <summary>One for each leaf of the tail; all of its leaves but the last hold exactly <see cref="IndexLimits.LeafEntries"/>.</summary>
    [Id(4)] public ImmutableArray<LeafStamp> TailStamps { get; init; } = [];

    /// <summary>The version that the next page gets; a committed version is never used again.</summary>
    [Id(5)] public long NextPage { get; init; } = 1;

    /// <summary>Pages that this state reaches no more and that may not be cleared yet.</summary>
    [Id(6)] public ImmutableArray<long> Superseded { get; init; } = [];

    /// <summary>How many entries there are.</summary>
    public long Count => (Root?.Count ?? 0) + Tail.Length;
}

/// <summary>Which change altered a leaf last.</summary>
/// <param name="Revision">The revision of the change.</param>
/// <param name="Digest">The digest of the history up to it: tells apart histories that reuse a revision (a restored backup).</param>
/// <param name="LastModified">When it was committed.</param>
[GenerateSerializer, Immutable, Alias("gateway.LeafStamp")]
internal sealed record LeafStamp(
    [property: Id(0)] long Revision,
    [property: Id(1)] ulong Digest,
    [property: Id(2)] DateTimeOffset LastModified);

/// <summary>A page as its parent knows it.</summary>
[GenerateSerializer, Immutable, Alias("gateway.PageLink`1")]
internal sealed record PageLink<TKey>
{
    /// <summary>The page's version, which names its stored state; 0 for a leaf of the tail.</summary>
    [Id(0)] public required long Page { get; init; }

    /// <summary>How many entries are in it and below it.</summary>
    [Id(1)] public required long Count { get; init; }

    /// <summary>The key of the last of them.</summary>
    [Id(2)] public required TKey Last { get; init; }

    /// <summary>Which change altered it last; null for an index node.</summary>
    [Id(3)] public LeafStamp? Stamp { get; init; }
}

/// <summary>A stored page, written once and never changed: a leaf or an index node.</summary>
[GenerateSerializer, Immutable, Alias("gateway.IndexPage`2")]
internal sealed record IndexPage<TKey, TEntry>
{
    /// <summary>A leaf's entries, in order; empty in an index node.</summary>
    [Id(0)] public ImmutableArray<TEntry> Entries { get; init; } = [];

    /// <summary>An index node's children, in order; empty in a leaf.</summary>
    [Id(1)] public ImmutableArray<PageLink<TKey>> Children { get; init; } = [];
}
