using System.Buffers;
using System.Xml.Serialization;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Atom;

/// <summary>Atom 1.0 (RFC 4287) with tombstones (RFC 6721) and archives (RFC 5005).</summary>
public static class AtomWriter
{
    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    public static void Write(FeedDocument feed, IBufferWriter<byte> output)
    {
        var shown = ShownFeed.Of(feed);
        using var writer = new XmlUtf8Writer(output);
        writer.WriteStartDocument();
        writer.WriteStartElement("feed", FeedNamespaces.Atom);
        if (shown.IsArchive)
            writer.WriteAttributeString("xmlns", "fh", null, FeedNamespaces.History);
        if (shown.Entries.Any(e => e.Image is not null))
            writer.WriteAttributeString("xmlns", "media", null, FeedNamespaces.Media);
        if (shown.Tombstones.Length > 0)
            writer.WriteAttributeString("xmlns", "at", null, FeedNamespaces.Tombstones);

        IXmlSerializable formatter = new AtomFormatter(new AtomFeed(shown));
        formatter.WriteXml(writer);
        writer.WriteEndElement();
        writer.WriteRaw("\n");
    }
}
