namespace Gateway.Grains.Topics;

/// <summary>The bounds of what a topic remembers beside its entries; those that readers see are the contract's.</summary>
internal static class TopicLimits
{
    /// <summary>Tombstones at most (CONTRACT, Feeds).</summary>
    public const int Tombstones = 200;

    /// <summary>Removals remembered at most.</summary>
    public const int Removals = 1_000;

    /// <summary>Versions that a delta may start from (CONTRACT, <c>A-IM: feed</c>).</summary>
    public const int Versions = 1_000;

    /// <summary>Entries of a delta at most.</summary>
    public const int DeltaEntries = 200;

    /// <summary>Operations of one commit at most, unless one caller brings more.</summary>
    public const int Batch = 1_000;

    /// <summary>How long tombstones, removals and versions are remembered.</summary>
    public static TimeSpan Memory { get; } = TimeSpan.FromDays(30);
}
