using System.Buffers;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Sitemaps;

/// <summary>Google's news sitemap: the articles of the last two days.</summary>
public static class NewsSitemapWriter
{
    /// <summary>Articles that one document may hold.</summary>
    public const int MaximumEntries = 1_000;

    /// <summary>How far back a news sitemap goes.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromDays(2);

    private const string News = "http://www.google.com/schemas/sitemap-news/0.9";

    /// <summary>
    /// Writes the document as UTF-8 without BOM: the first <see cref="MaximumEntries"/> articles. Those whose language has
    /// no ISO 639 code, or whose address is too long, are left out.
    /// </summary>
    /// <param name="publication">The name as readers know it, plain text.</param>
    /// <param name="articles">Newest first, within <see cref="Window"/>.</param>
    /// <param name="output">Where to.</param>
    public static void Write(string publication, IEnumerable<NewsSitemapEntry> articles, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(articles);
        var name = FeedText.Line(publication);
        using var writer = new XmlUtf8Writer(output);
        writer.WriteStartDocument();
        writer.WriteStartElement("urlset", SitemapWriter.Namespace);
        writer.WriteAttributeString("xmlns", "news", null, News);
        var shown = articles
            .Select(a => (Article: a, Address: FeedAddress.Link(a.Address), Language: Language(a.Language)))
            .Where(a => a.Language is not null && a.Address.Length < SitemapWriter.AddressLimit)
            .Take(MaximumEntries);
        foreach (var (article, address, language) in shown)
        {
            writer.WriteStartElement("url", SitemapWriter.Namespace);
            writer.WriteElementString("loc", SitemapWriter.Namespace, address);
            writer.WriteStartElement("news", News);
            writer.WriteStartElement("publication", News);
            writer.WriteElementString("name", News, name);
            writer.WriteElementString("language", News, language);
            writer.WriteEndElement();
            writer.WriteElementString("publication_date", News, FeedInstant.Rfc3339(article.Published.ToUniversalTime()));
            writer.WriteElementString("title", News, ShownFeed.Text(article.Title, address));
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        writer.WriteFullEndElement();
        writer.WriteRaw("\n");
    }

    /// <summary>ISO 639 in two or three letters, but <c>zh-cn</c> and <c>zh-tw</c> for the two ways to write Chinese.</summary>
    internal static string? Language(string tag)
    {
        if (FeedLanguage.Shown(tag) is not { } known)
            return null;
        var subtags = known.ToLowerInvariant().Split('-');
        if (subtags[0] is not ("zh" or "zho" or "chi"))
            return subtags[0];
        var isTraditional = subtags.Contains("hant", StringComparer.Ordinal)
            || (!subtags.Contains("hans", StringComparer.Ordinal) && subtags.Any(s => s is "tw" or "hk" or "mo"));
        return isTraditional ? "zh-tw" : "zh-cn";
    }
}
