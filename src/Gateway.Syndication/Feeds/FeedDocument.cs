using System.Collections.Immutable;

namespace Gateway.Syndication.Feeds;

/// <summary>A feed, in no format yet.</summary>
public sealed record FeedDocument
{
    public required Publication Publication { get; init; }

    /// <summary>Plain text.</summary>
    public required string Title { get; init; }

    /// <summary>Plain text.</summary>
    public required string Description { get; init; }

    /// <summary>The feed's permanent identity (Atom <c>id</c>): the absolute address of the topic's page.</summary>
    public required string Id { get; init; }

    /// <summary>The absolute address of the page for people.</summary>
    public required string PageUrl { get; init; }

    /// <summary>This document's own absolute address, with its parameters.</summary>
    public required string SelfUrl { get; init; }

    /// <summary>The subscription document's absolute address (RFC 5005 <c>current</c>), in archives; null in the head.</summary>
    public string? CurrentUrl { get; init; }

    /// <summary>The next older archive's absolute address (RFC 5005 <c>prev-archive</c>); null at the end.</summary>
    public string? PrevArchiveUrl { get; init; }

    /// <summary>Whether this is an archive document (RFC 5005 §4).</summary>
    public bool IsArchive { get; init; }

    /// <summary>BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>When the feed changed last.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>Leave content out; summaries stay.</summary>
    public bool SummaryOnly { get; init; }

    /// <summary>Newest first.</summary>
    public required ImmutableArray<FeedEntry> Entries { get; init; }

    /// <summary>Retracted articles, latest first (RFC 6721; Atom only).</summary>
    public ImmutableArray<Tombstone> Tombstones { get; init; } = [];
}

/// <summary>A retracted article (RFC 6721 §3, <c>at:deleted-entry</c>).</summary>
/// <param name="Id">The entry's id (<c>ref</c>).</param>
/// <param name="When">The instant of the retraction.</param>
public sealed record Tombstone(string Id, DateTimeOffset When);
