using System.Buffers;
using System.Xml.Serialization;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Rss;

/// <summary>RSS 2.0 with <c>content:encoded</c>, <c>dc:creator</c> and <c>atom:link</c>, by the RSS Advisory Board's profile.</summary>
public static class RssWriter
{
    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    public static void Write(FeedDocument feed, IBufferWriter<byte> output)
    {
        var shown = ShownFeed.Of(feed);
        using var writer = new XmlUtf8Writer(output);
        writer.WriteStartDocument();
        writer.WriteStartElement("rss");
        writer.WriteAttributeString("xmlns", "atom", null, FeedNamespaces.Atom);
        writer.WriteAttributeString("xmlns", "content", null, FeedNamespaces.Content);
        writer.WriteAttributeString("xmlns", "dc", null, FeedNamespaces.DublinCore);
        if (shown.IsArchive)
            writer.WriteAttributeString("xmlns", "fh", null, FeedNamespaces.History);
        if (shown.Icon is not null || shown.Entries.Any(e => e.Image is not null))
            writer.WriteAttributeString("xmlns", "media", null, FeedNamespaces.Media);

        // The formatter's own root would declare Atom under another prefix; the content it writes is what we want of it.
        IXmlSerializable formatter = new RssFormatter(new RssChannel(shown));
        formatter.WriteXml(writer);
        writer.WriteEndElement();
        writer.WriteRaw("\n");
    }
}
