using System.Collections.Immutable;
using System.Globalization;
using Gateway.Contracts.Topics;
using Gateway.Syndication;

namespace Gateway.Origin.Documents;

/// <summary><c>/sitemap.xml</c> and its numbered parts (sitemaps.org 0.9), oldest first so that full parts stay as they are.</summary>
internal static class SitemapDocument
{
    public const int PartSize = 50_000;
    public const string ContentType = "application/xml; charset=utf-8";
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static ReadOnlyMemory<byte> Index(Publication publication, int parts) => XmlText.Write(xml =>
    {
        xml.WriteStartElement("sitemapindex", Namespace);
        for (var part = 1; part <= parts; part++)
        {
            xml.WriteStartElement("sitemap", Namespace);
            xml.WriteElementString("loc", Namespace, publication.Address(string.Create(CultureInfo.InvariantCulture, $"sitemap-{part}.xml")));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    public static ReadOnlyMemory<byte> Write(Publication publication, ImmutableArray<EntryReference> entries) => XmlText.Write(xml =>
    {
        xml.WriteStartElement("urlset", Namespace);
        foreach (var entry in entries)
        {
            xml.WriteStartElement("url", Namespace);
            xml.WriteElementString("loc", Namespace, publication.ArticleAddress(entry.Slug));
            xml.WriteElementString("lastmod", Namespace, XmlText.Date(entry.Updated));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });
}
