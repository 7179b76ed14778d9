using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Syndication;

namespace Gateway.Origin.Documents;

/// <summary><c>/sitemap-news.xml</c> (the news extension 0.9): two days, at most 1,000 articles.</summary>
internal static class NewsSitemapDocument
{
    public const int GreatestCount = 1_000;
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private const string News = "http://www.google.com/schemas/sitemap-news/0.9";

    public static TimeSpan Age { get; } = TimeSpan.FromDays(2);

    public static ReadOnlyMemory<byte> Write(Publication publication, ImmutableArray<ArticleCard> cards) => XmlText.Write(xml =>
    {
        xml.WriteStartElement("urlset", Namespace);
        xml.WriteAttributeString("xmlns", "news", null, News);
        foreach (var card in cards)
        {
            xml.WriteStartElement("url", Namespace);
            xml.WriteElementString("loc", Namespace, publication.ArticleAddress(card.Slug));
            xml.WriteStartElement("news", "news", News);
            xml.WriteStartElement("news", "publication", News);
            xml.WriteElementString("news", "name", News, XmlText.Clean(publication.Title));
            xml.WriteElementString("news", "language", News, Language(card.Language));
            xml.WriteEndElement();
            xml.WriteElementString("news", "publication_date", News, XmlText.Date(card.Published));
            xml.WriteElementString("news", "title", News, XmlText.Clean(card.Title));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    // The extension knows bare ISO 639 codes, and two forms of Chinese.
    private static string Language(string tag)
    {
        var lower = tag.ToLowerInvariant();
        if (lower.StartsWith("zh", StringComparison.Ordinal))
            return lower.Contains("hant", StringComparison.Ordinal) || lower.Contains("-tw", StringComparison.Ordinal) ? "zh-tw" : "zh-cn";

        return lower.Split('-')[0];
    }
}
