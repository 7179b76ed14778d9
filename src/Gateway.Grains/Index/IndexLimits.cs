namespace Gateway.Grains.Index;

/// <summary>The sizes of the index. Leaves are the archives of RFC 5005, so theirs is part of the contract.</summary>
internal static class IndexLimits
{
    /// <summary>Entries of a leaf at most.</summary>
    public const int LeafEntries = 100;

    /// <summary>A leaf with fewer is merged with a neighbour where both fit in one. Well under half, so that a leaf that was just split does not merge at once.</summary>
    public const int SmallLeaf = 34;

    /// <summary>Children of an index node at most.</summary>
    public const int NodeChildren = 64;

    /// <summary>An index node with fewer is merged with a neighbour where both fit in one.</summary>
    public const int SmallNode = 20;

    /// <summary>While pages exist, the tail holds at least this many, so that no head feed (200 entries at most) reads a page.</summary>
    public const int TailLeast = 200;

    /// <summary>Past this many, the first leaf of the tail becomes a page.</summary>
    public const int TailMost = 300;
}
