using Gateway.Contracts.Articles;
using Gateway.Contracts.Topics;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Addresses;

/// <summary>The documents about the publication as a whole.</summary>
internal enum DocumentKind
{
    Home,
    Opml,
    Sitemap,
    NewsSitemap,
    Robots,
    Llms,
    OpenApi,
    Stylesheet,
}

/// <summary>What a request target names: one case per kind of thing that the gateway serves.</summary>
internal abstract record Address
{
    /// <summary>Whether it belongs to the publishing API, which only publishers may use.</summary>
    public bool IsApi => this is ArticleIntake or BulkIntake;

    /// <param name="Slug">Valid, NFC.</param>
    /// <param name="Format">Null where the client chooses by <c>Accept</c>.</param>
    public sealed record Article(string Slug, ArticleFormat? Format) : Address;

    /// <param name="Key">Normal.</param>
    /// <param name="Archive">The archive's name; null for the head.</param>
    /// <param name="Format">Null where the client chooses by <c>Accept</c>.</param>
    public sealed record Topic(TopicKey Key, string? Archive, FeedFormat? Format) : Address;

    /// <param name="Kind">Not <see cref="TopicKind.Latest"/>.</param>
    public sealed record Names(TopicKind Kind) : Address;

    /// <param name="Kind">Which.</param>
    /// <param name="Part">The part of a sitemap, from 1; 0 for the whole.</param>
    public sealed record Document(DocumentKind Kind, int Part = 0) : Address;

    /// <param name="Slug">As decoded, not checked.</param>
    public sealed record ArticleIntake(string Slug) : Address;

    public sealed record BulkIntake : Address;

    /// <param name="Path">The normal path, percent-encoded, with its leading slash.</param>
    public sealed record Moved(string Path) : Address;

    /// <param name="Detail">For people.</param>
    public sealed record Unknown(string Detail) : Address;

    /// <param name="Detail">For people.</param>
    public sealed record Malformed(string Detail) : Address;
}
