using System.ServiceModel.Syndication;
using System.Xml;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Rss;

/// <summary>The library's RSS 2.0 formatter with items of our own.</summary>
internal sealed class RssFormatter(RssChannel channel) : Rss20FeedFormatter(channel, serializeExtensionsAsAtom: false)
{
    private readonly string? language = channel.ShownLanguage;

    protected override void WriteItem(XmlWriter writer, SyndicationItem item, Uri feedBaseUri)
    {
        var entry = ((FeedItem)item).Entry;
        writer.WriteStartElement("item");
        writer.WriteStartElement("guid");
        writer.WriteAttributeString("isPermaLink", string.Equals(entry.Id, entry.Url, StringComparison.Ordinal) ? "true" : "false");
        writer.WriteString(entry.Id);
        writer.WriteEndElement();
        writer.WriteElementString("title", RssText.Plain(entry.Title));
        writer.WriteElementString("link", entry.Url);
        writer.WriteElementString("pubDate", FeedInstant.Rfc822(entry.Published));
        writer.WriteElementString("updated", FeedNamespaces.Atom, FeedInstant.Rfc3339(entry.Updated));
        foreach (var author in entry.Authors)
            writer.WriteElementString("creator", FeedNamespaces.DublinCore, author.Name);
        foreach (var category in entry.Categories)
            writer.WriteElementString("category", RssText.Plain(category));
        if (entry.Language is not null && !string.Equals(entry.Language, language, StringComparison.OrdinalIgnoreCase))
            writer.WriteElementString("language", FeedNamespaces.DublinCore, entry.Language);
        if (entry.CanonicalSource is not null)
            RssChannel.Link(writer, "via", entry.CanonicalSource);
        if (entry.Image is not null)
            MediaImage.Write(writer, entry.Image);

        writer.WriteElementString("description", RssText.Html(entry.Summary));
        if (entry.Content is not null)
        {
            writer.WriteStartElement("encoded", FeedNamespaces.Content);
            XmlUtf8Writer.WriteContent(writer, entry.Content);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}
