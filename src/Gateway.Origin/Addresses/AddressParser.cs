using System.Collections.Immutable;
using System.Globalization;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Topics;
using Gateway.Origin.Pages;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Addresses;

/// <summary>From a request target to what it names. Pure.</summary>
internal static class AddressParser
{
    private const int NameLength = 2_000;
    private const int ArchiveLength = 12_000;
    private static readonly Address.Unknown Nothing = new("There is nothing at this address.");

    /// <summary>Reads a target.</summary>
    public static Address Parse(RequestTarget target)
    {
        if (target.Problem is { } problem)
            return new Address.Malformed(problem);

        var address = Read(target.Segments);
        // A name that people write with a slash leads to its normal form, which has none; nothing else is spelt with one.
        if (target.HasEncodedSlash && address is not Address.Moved)
            return new Address.Malformed("The path has an encoded slash.");
        if (!target.HasTrailingSlash)
            return address;

        return address switch
        {
            Address.Unknown or Address.Malformed or Address.Moved => address,
            { IsApi: true } => Nothing,
            _ => new Address.Moved(target.RawPath.TrimEnd('/')),
        };
    }

    private static Address Read(ImmutableArray<string> segments) => segments.AsSpan() switch
    {
        [] => new Address.Document(DocumentKind.Home),
        ["news", var last] => Article(last),
        ["api", "articles"] => new Address.BulkIntake(),
        ["api", "articles", var slug] => new Address.ArticleIntake(slug),
        ["assets", var file] => string.Equals("/assets/" + file, Stylesheet.Path, StringComparison.Ordinal) ? new Address.Document(DocumentKind.Stylesheet) : Nothing,
        [var kind, "archives", var archive] when kind is "latest" => Archive(TopicKey.Latest, "latest", kind, archive),
        [var kind, var name] when Kind(kind) is { } k => Topic(k, name),
        [var kind, var name, "archives", var archive] when Kind(kind) is { } k =>
            Named(k, name) is { } key ? Archive(key, $"{kind}/{name}", key.ToString(), archive) : Nothing,
        [var single] => Single(single),
        _ => Nothing,
    };

    private static Address Single(string segment)
    {
        var (name, suffix) = SplitSuffix(segment);
        if (name is "latest" && (suffix is null || FeedSuffix(suffix) is not null))
            return new Address.Topic(TopicKey.Latest, null, FeedSuffix(suffix));
        if (Kind(segment) is { } kind)
            return new Address.Names(kind);

        return segment switch
        {
            "topics.opml" => new Address.Document(DocumentKind.Opml),
            "sitemap.xml" => new Address.Document(DocumentKind.Sitemap),
            "sitemap-news.xml" => new Address.Document(DocumentKind.NewsSitemap),
            "robots.txt" => new Address.Document(DocumentKind.Robots),
            "llms.txt" => new Address.Document(DocumentKind.Llms),
            "openapi.json" => new Address.Document(DocumentKind.OpenApi),
            _ => SitemapPart(segment) is { } part ? new Address.Document(DocumentKind.Sitemap, part) : Nothing,
        };
    }

    private static int? SitemapPart(string segment)
    {
        const string Before = "sitemap-", After = ".xml";
        return segment.StartsWith(Before, StringComparison.Ordinal) && segment.EndsWith(After, StringComparison.Ordinal)
            && segment.Length > Before.Length + After.Length
            && segment[Before.Length] is >= '1' and <= '9'
            && int.TryParse(segment.AsSpan(Before.Length..^After.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            ? part
            : null;
    }

    private static Address Article(string segment)
    {
        var (name, suffix) = SplitSuffix(segment);
        if (suffix is not null && ArticleSuffix(suffix) is null)
            return Nothing;
        if (Slug.Check(name) is not { Value: { } slug })
            return Nothing;

        return string.Equals(slug, name, StringComparison.Ordinal)
            ? new Address.Article(slug, ArticleSuffix(suffix))
            : new Address.Moved("/news/" + Uri.EscapeDataString(slug) + (suffix is null ? "" : "." + suffix));
    }

    private static Address Topic(TopicKind kind, string segment)
    {
        var (name, suffix) = SplitSuffix(segment);
        var format = FeedSuffix(suffix);
        if (format is null)
            (name, suffix) = (segment, null); // A dot of the name's own: `node.js`, `example.org`.
        if (Named(kind, name) is not { } key)
            return Nothing;

        return string.Equals(key.Name, name, StringComparison.Ordinal)
            ? new Address.Topic(key, null, format)
            : new Address.Moved("/" + key.Path + (suffix is null ? "" : "." + suffix));
    }

    private static Address Archive(TopicKey key, string asked, string normal, string segment)
    {
        var (name, suffix) = SplitSuffix(segment);
        var format = FeedSuffix(suffix);
        if (format is null)
            (name, suffix) = (segment, null);
        // It holds an article's id, which may be an address of thousands of characters; what is no name is found nowhere.
        if (name.Length is 0 or > ArchiveLength)
            return Nothing;

        return string.Equals(asked, normal, StringComparison.Ordinal)
            ? new Address.Topic(key, name, format)
            : new Address.Moved("/" + key.Path + "/archives/" + Uri.EscapeDataString(name) + (suffix is null ? "" : "." + suffix));
    }

    private static TopicKey? Named(TopicKind kind, string name) => name.Length > NameLength ? null : TopicKey.From(kind, name);

    private static (string Name, string? Suffix) SplitSuffix(string segment)
    {
        var dot = segment.LastIndexOf('.');
        return dot < 0 ? (segment, null) : (segment[..dot], segment[(dot + 1)..]);
    }

    private static TopicKind? Kind(string segment) => segment switch
    {
        "topics" => TopicKind.Topics,
        "entities" => TopicKind.Entities,
        "sources" => TopicKind.Sources,
        "languages" => TopicKind.Languages,
        _ => null,
    };

    private static FeedFormat? FeedSuffix(string? suffix) => suffix switch
    {
        "rss" => FeedFormat.Rss,
        "atom" => FeedFormat.Atom,
        "json" => FeedFormat.Json,
        _ => null,
    };

    private static ArticleFormat? ArticleSuffix(string? suffix) => suffix switch
    {
        "md" => ArticleFormat.Markdown,
        "txt" => ArticleFormat.Text,
        "jsonld" => ArticleFormat.JsonLd,
        "json" => ArticleFormat.Json,
        _ => null,
    };
}
