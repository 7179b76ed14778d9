using System.Collections.Immutable;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Gateway.Syndication.Upstream.Decoding;

namespace Gateway.Syndication.Upstream;

/// <summary>A feed that a page names as its own.</summary>
/// <param name="Address">Absolute, http or https.</param>
/// <param name="Title">What the page calls it; null for nothing.</param>
public sealed record DiscoveredFeed(Uri Address, string? Title);

/// <summary>The feeds of a web page: what somebody means who gives a page's address for a feed's.</summary>
public static class FeedDiscovery
{
    private const int MostFeeds = 50;

    // Where a page has told of its feeds by then, it has; what follows is text.
    private const int LongestLook = 300_000;

    private static readonly string[] Types = ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];

    // What a page of comments is to a page of news.
    private static readonly string[] Lesser = ["comment", "kommentar", "replies"];

    /// <summary>The feeds that a page links to as alternates (HTML, 4.6.7.1), the best first: as they stand, those of comments last.</summary>
    /// <param name="document">Its bytes.</param>
    /// <param name="charset">Of its <c>Content-Type</c>; null where that has none.</param>
    /// <param name="address">Where it was fetched.</param>
    public static ImmutableArray<DiscoveredFeed> Find(ReadOnlySpan<byte> document, string? charset, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var text = DocumentDecoder.Decode(document, charset);
        var page = new HtmlParser().ParseDocument(text.Length <= LongestLook ? text : text[..LongestLook]);
        var origin = page.QuerySelector("base[href]")?.GetAttribute("href") is { } start && Uri.TryCreate(address, start, out var based) ? based : address;
        return
        [
            .. page.QuerySelectorAll("link[rel][href]").Where(IsAFeed).Take(MostFeeds)
                .Select(l => (Link: l, Found: Uri.TryCreate(origin, l.GetAttribute("href")?.Trim(), out var found) ? found : null))
                .Where(f => f.Found is { Scheme: "http" or "https", UserInfo.Length: 0 })
                .Select(f => new DiscoveredFeed(f.Found!, PlainTitle(f.Link))) // Not null: it has a scheme.
                .DistinctBy(f => f.Address)
                .OrderBy(f => Lesser.Any(w => $"{f.Title} {f.Address}".Contains(w, StringComparison.OrdinalIgnoreCase))),
        ];
    }

    private static bool IsAFeed(IElement link)
    {
        var relations = (link.GetAttribute("rel") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // "feed" alone is older than the rule of alternates, and still found.
        if (!relations.Contains("alternate", StringComparer.OrdinalIgnoreCase) && !relations.Contains("feed", StringComparer.OrdinalIgnoreCase))
            return false;
        var type = (link.GetAttribute("type") ?? "").Split(';')[0].Trim();
        return Types.Contains(type, StringComparer.OrdinalIgnoreCase) || (type.Length == 0 && relations.Contains("feed", StringComparer.OrdinalIgnoreCase));
    }

    private static string? PlainTitle(IElement link) => Text.XmlText.OneLine(link.GetAttribute("title") ?? "").Trim() is { Length: > 0 } title ? title : null;
}
