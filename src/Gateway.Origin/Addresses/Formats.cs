using Gateway.Contracts.Articles;
using Gateway.Contracts.Topics;

namespace Gateway.Origin.Addresses;

/// <summary>The suffixes and media types of all formats, in the order in which the gateway prefers them.</summary>
internal static class Formats
{
    /// <summary>For <c>Accept</c>, in the order of <see cref="ArticleFormat"/>.</summary>
    public static readonly string[] ArticleTypes =
        ["text/html", "text/markdown text/x-markdown", "text/plain", "application/ld+json", "application/json"];

    /// <summary>For <c>Accept</c>: a page, then the order of <see cref="FeedFormat"/>; readers that ask for plain XML get RSS.</summary>
    public static readonly string[] TopicTypes =
        ["text/html", "application/rss+xml application/xml text/xml", "application/atom+xml", "application/feed+json application/json"];

    public const string Html = "text/html; charset=utf-8";

    public static string ContentType(this ArticleFormat format) => format switch
    {
        ArticleFormat.Markdown => "text/markdown; charset=utf-8",
        ArticleFormat.Text => "text/plain; charset=utf-8",
        ArticleFormat.JsonLd => "application/ld+json",
        ArticleFormat.Json => "application/json",
        _ => Html,
    };

    public static string ContentType(this FeedFormat format) => MediaType(format) + "; charset=utf-8";

    public static string MediaType(this FeedFormat format) => format switch
    {
        FeedFormat.Rss => "application/rss+xml",
        FeedFormat.Atom => "application/atom+xml",
        _ => "application/feed+json",
    };

    public static string MediaType(this ArticleFormat format) => ContentType(format).Split(';')[0];

    public static string Suffix(this ArticleFormat format) => format switch
    {
        ArticleFormat.Markdown => ".md",
        ArticleFormat.Text => ".txt",
        ArticleFormat.JsonLd => ".jsonld",
        ArticleFormat.Json => ".json",
        _ => "",
    };

    public static string Suffix(this FeedFormat format) => format switch
    {
        FeedFormat.Rss => ".rss",
        FeedFormat.Atom => ".atom",
        _ => ".json",
    };
}
