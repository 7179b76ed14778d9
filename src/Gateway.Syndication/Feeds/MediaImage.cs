using System.Xml;

namespace Gateway.Syndication.Feeds;

/// <summary>An entry's picture (Media RSS). An <c>enclosure</c> would have to state its length, which is not known.</summary>
internal static class MediaImage
{
    public static void Write(XmlWriter writer, string address)
    {
        writer.WriteStartElement("content", FeedNamespaces.Media);
        writer.WriteAttributeString("url", address);
        writer.WriteAttributeString("medium", "image");
        writer.WriteEndElement();
    }
}
