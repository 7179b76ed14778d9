using Gateway.Contracts.Topics;
using Gateway.Origin.Pages.Models;
using Gateway.Syndication;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Pages;

/// <summary>
/// The addresses in a page. Those that readers follow are paths, so that a page works under whichever name it was reached
/// by; those that machines keep are absolute.
/// </summary>
internal sealed class PageLinks(Publication publication)
{
    private readonly string root = publication.PublicUrl.AbsolutePath.TrimEnd('/');

    /// <summary>The home page.</summary>
    public string Home => root + "/";

    public string Stylesheet => root + Pages.Stylesheet.Path;

    public string Opml => root + "/topics.opml";

    public string OpenApi => root + "/openapi.json";

    public string Article(string slug) => $"{root}/news/{Uri.EscapeDataString(slug)}";

    /// <summary>A topic's page.</summary>
    /// <param name="key">The topic's key.</param>
    public string Topic(string key) => $"{root}/{PathOf(key)}";

    public string Feed(string key, FeedFormat format) => Topic(key) + Ending(format);

    public FeedLinks Feeds(string key) =>
        new(Feed(key, FeedFormat.Rss), Feed(key, FeedFormat.Atom), Feed(key, FeedFormat.Json));

    public string Archive(string key, string archive) => $"{root}/{PathOf(key)}/archives/{Uri.EscapeDataString(archive)}";

    public string Directory(TopicKind kind, string? after = null) =>
        $"{root}/{SegmentOf(kind)}" + (after is null ? "" : "?after=" + Uri.EscapeDataString(after));

    /// <summary>The absolute address of a path that this made.</summary>
    public string Absolute(string path) => publication.Address(path[root.Length..]);

    /// <summary>The ending of a feed's address.</summary>
    public static string Ending(FeedFormat format) => format switch
    {
        FeedFormat.Rss => ".rss",
        FeedFormat.Atom => ".atom",
        FeedFormat.Json => ".json",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };

    /// <summary>The kind that a key begins with; null where it begins with none.</summary>
    public static TopicKind? KindOf(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return (slash < 0 ? key : key[..slash]) switch
        {
            "latest" => TopicKind.Latest,
            "topics" => TopicKind.Topics,
            "entities" => TopicKind.Entities,
            "sources" => TopicKind.Sources,
            "languages" => TopicKind.Languages,
            _ => null,
        };
    }

    /// <summary>The first segment of the kind's addresses.</summary>
    public static string SegmentOf(TopicKind kind) => kind switch
    {
        TopicKind.Latest => "latest",
        TopicKind.Topics => "topics",
        TopicKind.Entities => "entities",
        TopicKind.Sources => "sources",
        TopicKind.Languages => "languages",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    /// <summary>An address that a page may link to or show a picture from: absolute http(s), else null, whatever was promised.</summary>
    public static string? External(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? uri.AbsoluteUri
            : null;

    /// <summary>The host of an address for people, without <c>www.</c>; null where there is none.</summary>
    public static string? HostOf(string? address)
    {
        if (External(address) is not { } external)
            return null;
        var host = new Uri(external).IdnHost;
        return host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;
    }

    private static string PathOf(string key) => string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
}
