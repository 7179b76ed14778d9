using System.Collections.Immutable;
using Gateway.Contracts.Directory;
using Gateway.Syndication;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Documents;

/// <summary><c>/topics.opml</c> (OPML 2.0 §subscription lists): every feed to subscribe to, in Atom.</summary>
internal static class OpmlDocument
{
    public static ReadOnlyMemory<byte> Write(Publication publication, ImmutableArray<(string Kind, ImmutableArray<DirectoryEntry> Entries)> groups) =>
        XmlText.Write(xml =>
        {
            xml.WriteStartElement("opml");
            xml.WriteAttributeString("version", "2.0");
            xml.WriteStartElement("head");
            xml.WriteElementString("title", XmlText.Clean(publication.Title));
            xml.WriteElementString("docs", "https://opml.org/spec2.opml");
            xml.WriteEndElement();
            xml.WriteStartElement("body");
            Feed(publication.Title, TopicKey.Latest);
            foreach (var (kind, entries) in groups)
            {
                if (entries.IsDefaultOrEmpty)
                    continue;

                xml.WriteStartElement("outline");
                xml.WriteAttributeString("text", kind);
                foreach (var entry in entries)
                {
                    if (TopicKey.Parse($"{kind}/{entry.Name}") is { } key)
                        Feed(entry.DisplayName, key);
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();

            void Feed(string name, TopicKey key)
            {
                xml.WriteStartElement("outline");
                xml.WriteAttributeString("type", "rss");
                xml.WriteAttributeString("text", XmlText.Clean(name));
                xml.WriteAttributeString("title", XmlText.Clean(name));
                xml.WriteAttributeString("xmlUrl", publication.Address(key.Path) + ".atom");
                xml.WriteAttributeString("htmlUrl", publication.Address(key.Path));
                xml.WriteEndElement();
            }
        });
}
