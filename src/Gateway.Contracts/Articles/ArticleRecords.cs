using System.Collections.Immutable;

namespace Gateway.Contracts.Articles;

/// <summary>The representations of an article.</summary>
[GenerateSerializer, Alias("gateway.ArticleFormat")]
public enum ArticleFormat
{
    /// <summary>The sanitised body as an HTML fragment, for the page.</summary>
    Html,

    /// <summary>CommonMark behind YAML front matter.</summary>
    Markdown,

    /// <summary>Plain text.</summary>
    Text,

    /// <summary>A schema.org <c>NewsArticle</c>.</summary>
    JsonLd,

    /// <summary>The record.</summary>
    Json,
}

/// <summary>What is known of an article without its content.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ArticleHeader")]
public sealed record ArticleHeader
{
    [Id(0)] public required string Slug { get; init; }

    [Id(1)] public required bool IsRetracted { get; init; }

    /// <summary>Rises by one with each change; never reused.</summary>
    [Id(2)] public required long Revision { get; init; }

    /// <summary>
    /// <c>{revision}-{digest}</c>, in characters that an entity tag may hold: the core of every ETag of the article, and
    /// what <c>If-Match</c> is compared with. The digest tells apart histories that reuse a revision (a restored backup).
    /// </summary>
    [Id(3)] public required string Version { get; init; }

    /// <summary>When it was changed last, whole seconds, strictly rising from change to change.</summary>
    [Id(4)] public required DateTimeOffset LastModified { get; init; }

    /// <summary>The id in feeds: an address, or <c>urn:uuid:</c>. Fixed at first publish.</summary>
    [Id(5)] public required string Id { get; init; }

    /// <summary>Where it stands in feeds: its first <c>published_at</c>, or its arrival if that was in the future.</summary>
    [Id(6)] public required DateTimeOffset Published { get; init; }

    /// <summary>The instant shown as updated.</summary>
    [Id(7)] public required DateTimeOffset Updated { get; init; }

    [Id(8)] public required string Publisher { get; init; }

    /// <summary>The topics whose feeds carry it; empty when retracted.</summary>
    [Id(9)] public ImmutableArray<Topics.TopicMembership> Topics { get; init; } = [];

    /// <summary>Where the changes of the silo that hosts the article stood: every one up to it is in this. Null from a gateway that did not say it yet.</summary>
    [Id(10)] public Changes.ChangePosition? Position { get; init; }
}

/// <summary>The record of one revision of an article with what feeds need beside it.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ArticleContent")]
public sealed record ArticleContent
{
    [Id(0)] public required string Slug { get; init; }

    [Id(1)] public required long Revision { get; init; }

    [Id(2)] public required string Id { get; init; }

    [Id(3)] public required DateTimeOffset Published { get; init; }

    [Id(4)] public required DateTimeOffset Updated { get; init; }

    /// <summary>The record as canonical JSON (UTF-8).</summary>
    [Id(5)] public required ReadOnlyMemory<byte> Record { get; init; }
}

/// <summary>One representation of an article, built once per revision.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ArticleRepresentation")]
public sealed record ArticleRepresentation
{
    [Id(0)] public required ArticleHeader Header { get; init; }

    /// <summary>What a page shows of it; null when retracted.</summary>
    [Id(1)] public ArticleCard? Card { get; init; }

    /// <summary>UTF-8 without BOM; empty when retracted.</summary>
    [Id(2)] public ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>What lists and pages show of an article. All text is plain text, not markup.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ArticleCard")]
public sealed record ArticleCard
{
    [Id(0)] public required string Slug { get; init; }

    [Id(1)] public required string Title { get; init; }

    [Id(2)] public required string Summary { get; init; }

    /// <summary>The article's own address: as sent, or the gateway's.</summary>
    [Id(3)] public required string Url { get; init; }

    [Id(4)] public string? CanonicalSource { get; init; }

    [Id(5)] public required DateTimeOffset Published { get; init; }

    [Id(6)] public required DateTimeOffset Updated { get; init; }

    /// <summary>BCP 47.</summary>
    [Id(7)] public required string Language { get; init; }

    [Id(8)] public ImmutableArray<CardAuthor> Authors { get; init; } = [];

    /// <summary>An absolute http(s) address; null without an image.</summary>
    [Id(9)] public string? Image { get; init; }
}

/// <summary>An author as pages show one.</summary>
[GenerateSerializer, Immutable, Alias("gateway.CardAuthor")]
public sealed record CardAuthor
{
    [Id(0)] public required string Name { get; init; }

    /// <summary>An absolute http(s) address, or null.</summary>
    [Id(1)] public string? Url { get; init; }
}
