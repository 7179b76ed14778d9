using System.Collections.Immutable;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;

namespace Gateway.Grains.Articles;

/// <summary>An article as it is stored. Members are only ever added.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ArticleState")]
internal sealed record ArticleState
{
    /// <summary>The sequence applied last; 0 where there never was an article.</summary>
    [Id(0)] public long Sequence { get; init; }

    /// <summary>Rises by one with each change.</summary>
    [Id(1)] public long Revision { get; init; }

    /// <summary>A hash of all changes so far, see <see cref="ArticleDigest"/>.</summary>
    [Id(2)] public ulong Digest { get; init; }

    /// <summary>Who published it first; stays through retraction.</summary>
    [Id(3)] public string Publisher { get; init; } = "";

    /// <summary>The id in feeds.</summary>
    [Id(4)] public string Id { get; init; } = "";

    [Id(5)] public DateTimeOffset Published { get; init; }

    [Id(6)] public DateTimeOffset Updated { get; init; }

    /// <summary>Whole seconds, strictly rising.</summary>
    [Id(7)] public DateTimeOffset LastModified { get; init; }

    /// <summary>Null while it lives.</summary>
    [Id(8)] public DateTimeOffset? RetractedAt { get; init; }

    /// <summary>The topics that carry it; empty when retracted.</summary>
    [Id(9)] public ImmutableArray<TopicMembership> Memberships { get; init; } = [];

    /// <summary>The record as canonical JSON; empty when retracted.</summary>
    [Id(10)] public ReadOnlyMemory<byte> Record { get; init; }

    /// <summary>The revision that topics may show still while they are owed the current one; null where none is.</summary>
    [Id(11)] public PreviousRevision? Previous { get; init; }

    /// <summary>
    /// What the change of <see cref="Sequence"/> owes to topics until they have stored it. That they have is not written
    /// down here: the intake's journal forgets the change then, and lets no later one come before.
    /// </summary>
    [Id(12)] public ImmutableArray<TopicOperation> Owed { get; init; } = [];

    /// <summary>What was decided about the change of <see cref="Sequence"/>; null where there never was one.</summary>
    [Id(13)] public ChangeOutcome? Outcome { get; init; }

    /// <summary>There never was an article.</summary>
    public static ArticleState None { get; } = new();

    public bool Exists => Revision > 0;

    public bool IsLive => Exists && RetractedAt is null;

    /// <summary>Whether a record belongs to it, of this revision or the one before.</summary>
    public bool HasRecord => IsLive || Previous is not null;

    public string Version => Exists ? ArticleDigest.Version(Revision, Digest) : "";

    /// <summary>The article once its topics have stored everything.</summary>
    public ArticleState Settled() => Owed.IsEmpty && Previous is null ? this : this with { Owed = [], Previous = null };

    /// <summary>All of it but the records, which are most of its bytes.</summary>
    public ArticleState Released() => this with { Record = default, Previous = Previous is null ? null : Previous with { Record = default } };
}

/// <summary>The revision before the current one.</summary>
[GenerateSerializer, Immutable, Alias("gateway.PreviousRevision")]
internal sealed record PreviousRevision
{
    [Id(0)] public long Revision { get; init; }

    [Id(1)] public DateTimeOffset Updated { get; init; }

    [Id(2)] public ReadOnlyMemory<byte> Record { get; init; }
}
