using System.Collections.Immutable;

namespace Gateway.Contracts.Topics;

/// <summary>A topic that carries an article.</summary>
[GenerateSerializer, Immutable, Alias("gateway.TopicMembership")]
public sealed record TopicMembership
{
    /// <summary>The topic's key.</summary>
    [Id(0)] public required string Key { get; init; }

    /// <summary>The topic's name as the publisher wrote it.</summary>
    [Id(1)] public required string DisplayName { get; init; }
}

/// <summary>An article as a topic's index holds it. Its place, <see cref="Published"/> then <see cref="Id"/>, never changes.</summary>
[GenerateSerializer, Immutable, Alias("gateway.EntryReference")]
public sealed record EntryReference
{
    [Id(0)] public required string Slug { get; init; }

    /// <summary>The article's id in feeds.</summary>
    [Id(1)] public required string Id { get; init; }

    [Id(2)] public required DateTimeOffset Published { get; init; }

    [Id(3)] public required DateTimeOffset Updated { get; init; }

    /// <summary>The article's revision.</summary>
    [Id(4)] public required long Revision { get; init; }
}

/// <summary>What an article owes a topic.</summary>
[GenerateSerializer, Alias("gateway.TopicOperationKind")]
public enum TopicOperationKind
{
    /// <summary>Add the entry, or replace it by a later revision.</summary>
    Put,

    /// <summary>The article lives on, but no longer in this topic.</summary>
    Remove,

    /// <summary>The article is retracted: a tombstone takes its place (RFC 6721); <see cref="EntryReference.Updated"/> says when.</summary>
    Retract,
}

/// <summary>One operation on one topic.</summary>
[GenerateSerializer, Immutable, Alias("gateway.TopicOperation")]
public sealed record TopicOperation
{
    [Id(0)] public required TopicMembership Topic { get; init; }

    [Id(1)] public required TopicOperationKind Kind { get; init; }

    [Id(2)] public required EntryReference Entry { get; init; }
}

/// <summary>What is known of a topic without its entries.</summary>
[GenerateSerializer, Immutable, Alias("gateway.TopicHeader")]
public sealed record TopicHeader
{
    [Id(0)] public required string Key { get; init; }

    [Id(1)] public required string DisplayName { get; init; }

    /// <summary>Whether it has ever held an article.</summary>
    [Id(2)] public required bool Exists { get; init; }

    /// <summary>Rises with each change of the topic; never reused, never going back.</summary>
    [Id(3)] public required long Revision { get; init; }

    /// <summary><c>{revision}-{digest}</c>: the core of its feeds' ETags, in characters that an entity tag may hold.</summary>
    [Id(4)] public required string Version { get; init; }

    /// <summary>When it was changed last (retractions too), whole seconds, strictly rising from commit to commit; may be ahead of now after a burst: show the earlier of both.</summary>
    [Id(5)] public required DateTimeOffset LastModified { get; init; }

    /// <summary>How many live articles it holds.</summary>
    [Id(6)] public required long Count { get; init; }

    /// <summary>Where the changes of the silo that hosts the topic stood: every one up to it is in this. Null from a gateway that did not say it yet.</summary>
    [Id(7)] public Changes.ChangePosition? Position { get; init; }

    /// <summary>In the answer to operations: the topic's latest changes; null elsewhere, and from a gateway that did not say it yet.</summary>
    [Id(8)] public Changes.ReportedChanges? Reported { get; init; }
}

/// <summary>The feed formats.</summary>
[GenerateSerializer, Alias("gateway.FeedFormat")]
public enum FeedFormat
{
    /// <summary>RSS 2.0.</summary>
    Rss,

    /// <summary>Atom 1.0 (RFC 4287).</summary>
    Atom,

    /// <summary>JSON Feed 1.1.</summary>
    Json,
}

/// <summary>Which document of a topic is wanted.</summary>
[GenerateSerializer, Immutable, Alias("gateway.FeedQuery")]
public sealed record FeedQuery
{
    [Id(0)] public required FeedFormat Format { get; init; }

    /// <summary>Entries at most, 1 to 200; ignored for archives.</summary>
    [Id(1)] public int Limit { get; init; } = 50;

    /// <summary>Summaries only, without content.</summary>
    [Id(2)] public bool SummaryOnly { get; init; }

    /// <summary>The archive wanted, as its address names it (RFC 5005 §4); null for the head.</summary>
    [Id(3)] public string? Archive { get; init; }

    /// <summary>
    /// The topic version that the client has (RFC 3229 <c>A-IM: feed</c>): answer only what is new or changed since, where
    /// that is known; null for the whole feed.
    /// </summary>
    [Id(4)] public string? Since { get; init; }
}

/// <summary>How a <see cref="FeedQuery"/> is answered.</summary>
[GenerateSerializer, Alias("gateway.FeedStatus")]
public enum FeedStatus
{
    /// <summary>The whole document.</summary>
    Found,

    /// <summary>Only what is new or changed since the version asked for (226).</summary>
    Delta,

    /// <summary>The archive has a newer address: <see cref="FeedAnswer.Archive"/>.</summary>
    Moved,

    /// <summary>No such topic, or no such archive.</summary>
    NotFound,
}

/// <summary>A feed document, immutable.</summary>
[GenerateSerializer, Immutable, Alias("gateway.FeedAnswer")]
public sealed record FeedAnswer
{
    [Id(0)] public required FeedStatus Status { get; init; }

    /// <summary>The topic at the revision that the document shows.</summary>
    [Id(1)] public required TopicHeader Header { get; init; }

    /// <summary>UTF-8 without BOM, in pieces one behind the other; none unless found or delta.</summary>
    [Id(2)] public ImmutableArray<ReadOnlyMemory<byte>> Body { get; init; } = [];

    /// <summary>The current name of the archive asked for; null for the head.</summary>
    [Id(3)] public string? Archive { get; init; }

    /// <summary>The core of the document's ETag: the topic's version for the head, the archive's own for an archive.</summary>
    [Id(4)] public string Version { get; init; } = "";

    /// <summary>When the document changed last, see <see cref="TopicHeader.LastModified"/>.</summary>
    [Id(5)] public DateTimeOffset LastModified { get; init; }
}

/// <summary>Which entries a page shows.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ListingQuery")]
public sealed record ListingQuery
{
    /// <summary>Entries at most on the first page, 1 to 200.</summary>
    [Id(0)] public int Limit { get; init; } = 50;

    /// <summary>The archive whose entries are wanted; null for the newest entries.</summary>
    [Id(1)] public string? Archive { get; init; }
}

/// <summary>Entries for a page.</summary>
[GenerateSerializer, Immutable, Alias("gateway.TopicListing")]
public sealed record TopicListing
{
    [Id(0)] public required FeedStatus Status { get; init; }

    [Id(1)] public required TopicHeader Header { get; init; }

    [Id(2)] public ImmutableArray<Articles.ArticleCard> Entries { get; init; } = [];

    /// <summary>The current name of the archive shown; null for the newest entries.</summary>
    [Id(3)] public string? Archive { get; init; }

    /// <summary>The archive with the next older entries; null at the end.</summary>
    [Id(4)] public string? Older { get; init; }

    /// <summary>The archive with the next newer entries; null where the newest entries come next.</summary>
    [Id(5)] public string? Newer { get; init; }

    /// <summary>The core of the page's ETag.</summary>
    [Id(6)] public string Version { get; init; } = "";
}
