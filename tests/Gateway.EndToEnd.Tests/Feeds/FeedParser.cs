using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace Gateway.EndToEnd.Tests.Feeds;

/// <summary>Reads the three formats with nothing but an XML and a JSON parser: an eye independent of the writers'.</summary>
internal static class FeedParser
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace Tombstones = "http://purl.org/atompub/tombstones/1.0";

    public static FeedPage Parse(string format, byte[] bytes) => format switch
    {
        "rss" => Rss(XDocument.Load(new MemoryStream(bytes))),
        "atom" => AtomFeed(XDocument.Load(new MemoryStream(bytes))),
        "json" => Json(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    private static FeedPage Rss(XDocument document)
    {
        var channel = document.Root!.Element("channel")!;
        return new FeedPage(
            [.. channel.Elements("item").Select(item => new FeedItem(
                (string)item.Element("guid")!,
                (string)item.Element("title")!,
                (string)item.Element("link")!,
                Instant((string)item.Element("pubDate")!),
                Instant((string?)item.Element(Atom + "updated") ?? (string)item.Element("pubDate")!),
                (string)item.Element(Content + "encoded")!))],
            Previous(channel),
            []);
    }

    private static FeedPage AtomFeed(XDocument document)
    {
        var feed = document.Root!;
        return new FeedPage(
            [.. feed.Elements(Atom + "entry").Select(entry => new FeedItem(
                (string)entry.Element(Atom + "id")!,
                (string)entry.Element(Atom + "title")!,
                (string)entry.Elements(Atom + "link").First(l => (string?)l.Attribute("rel") is null or "alternate").Attribute("href")!,
                Instant((string)entry.Element(Atom + "published")!),
                Instant((string)entry.Element(Atom + "updated")!),
                (string)entry.Element(Atom + "content")!))],
            Previous(feed),
            [.. feed.Elements(Tombstones + "deleted-entry").Select(t => (string)t.Attribute("ref")!)]);
    }

    private static FeedPage Json(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var feed = document.RootElement;
        return new FeedPage(
            [.. feed.GetProperty("items").EnumerateArray().Select(item => new FeedItem(
                item.GetProperty("id").GetString()!,
                item.GetProperty("title").GetString()!,
                item.GetProperty("url").GetString()!,
                Instant(item.GetProperty("date_published").GetString()!),
                Instant(item.GetProperty("date_modified").GetString()!),
                item.GetProperty("content_html").GetString()!))],
            feed.TryGetProperty("next_url", out var next) ? new Uri(next.GetString()!) : null,
            []);
    }

    private static Uri? Previous(XElement parent) =>
        parent.Elements(Atom + "link").SingleOrDefault(l => (string?)l.Attribute("rel") == "prev-archive") is { } link
            ? new Uri((string)link.Attribute("href")!)
            : null;

    private static DateTimeOffset Instant(string text)
    {
        var instant = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        return instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerSecond));
    }
}
