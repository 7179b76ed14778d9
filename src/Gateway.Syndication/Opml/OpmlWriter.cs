using System.Buffers;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Opml;

/// <summary>OPML 2.0, as a subscription list.</summary>
public static class OpmlWriter
{
    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    public static void Write(OpmlDocument document, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(document);
        using var writer = new XmlUtf8Writer(output);
        writer.WriteStartDocument();
        writer.WriteStartElement("opml");
        writer.WriteAttributeString("version", "2.0");

        writer.WriteStartElement("head");
        writer.WriteElementString("title", FeedText.Line(document.Title));
        if (document.Modified is { } modified)
            writer.WriteElementString("dateModified", FeedInstant.Rfc822(FeedInstant.Shown(modified)));
        if (document.Owner is not null)
            writer.WriteElementString("ownerName", FeedText.Line(document.Owner));
        writer.WriteEndElement();

        writer.WriteStartElement("body");
        foreach (var group in document.Groups)
            Group(writer, group);
        writer.WriteFullEndElement();
        writer.WriteEndElement();
        writer.WriteRaw("\n");
    }

    private static void Group(XmlUtf8Writer writer, OpmlGroup group)
    {
        var isOpen = false;
        foreach (var feed in group.Feeds)
        {
            if (!isOpen)
            {
                writer.WriteStartElement("outline");
                writer.WriteAttributeString("text", FeedText.Line(group.Text));
                isOpen = true;
            }

            Feed(writer, feed);
        }

        if (isOpen)
            writer.WriteEndElement();
    }

    private static void Feed(XmlUtf8Writer writer, OpmlFeed feed)
    {
        var title = ShownFeed.Text(feed.Title, feed.FeedUrl);
        writer.WriteStartElement("outline");
        // "rss" stands for every kind of feed (OPML 2.0, "Subscription lists").
        writer.WriteAttributeString("type", "rss");
        writer.WriteAttributeString("text", title);
        writer.WriteAttributeString("title", title);
        writer.WriteAttributeString("xmlUrl", FeedAddress.Link(feed.FeedUrl));
        writer.WriteAttributeString("htmlUrl", FeedAddress.Link(feed.PageUrl));
        if (FeedLanguage.Shown(feed.Language) is { } language)
            writer.WriteAttributeString("language", language);
        writer.WriteEndElement();
    }
}
