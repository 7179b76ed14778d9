using System.ServiceModel.Syndication;
using System.Xml;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Atom;

/// <summary>The library's Atom 1.0 formatter with entries of our own.</summary>
internal sealed class AtomFormatter(AtomFeed feed) : Atom10FeedFormatter(feed)
{
    protected override void WriteItems(XmlWriter writer, IEnumerable<SyndicationItem> items, Uri feedBaseUri)
    {
        base.WriteItems(writer, items, feedBaseUri);
        foreach (var tombstone in feed.Shown.Tombstones)
        {
            writer.WriteStartElement("deleted-entry", FeedNamespaces.Tombstones);
            writer.WriteAttributeString("ref", tombstone.Id);
            writer.WriteAttributeString("when", FeedInstant.Rfc3339(tombstone.When));
            writer.WriteEndElement();
        }
    }

    protected override void WriteItem(XmlWriter writer, SyndicationItem item, Uri feedBaseUri)
    {
        var entry = ((FeedItem)item).Entry;
        writer.WriteStartElement("entry", FeedNamespaces.Atom);
        // A tag that feeds cannot carry: the entry is at least not in the feed's language (XML 1.0 §2.12).
        if (!string.Equals(entry.Language, feed.Shown.Language, StringComparison.OrdinalIgnoreCase))
            writer.WriteAttributeString("xml", "lang", FeedNamespaces.Xml, entry.Language ?? "");

        writer.WriteElementString("id", FeedNamespaces.Atom, entry.Id);
        AtomText.Write(writer, "title", entry.Title);
        AtomText.Link(writer, "alternate", "text/html", entry.Url);
        if (entry.CanonicalSource is not null)
            AtomText.Link(writer, "via", null, entry.CanonicalSource);
        writer.WriteElementString("published", FeedNamespaces.Atom, FeedInstant.Rfc3339(entry.Published));
        writer.WriteElementString("updated", FeedNamespaces.Atom, FeedInstant.Rfc3339(entry.Updated));
        foreach (var author in entry.Authors)
        {
            writer.WriteStartElement("author", FeedNamespaces.Atom);
            writer.WriteElementString("name", FeedNamespaces.Atom, AtomText.Name(author.Name));
            if (author.Url is not null)
                writer.WriteElementString("uri", FeedNamespaces.Atom, author.Url);
            writer.WriteEndElement();
        }

        foreach (var category in entry.Categories)
        {
            writer.WriteStartElement("category", FeedNamespaces.Atom);
            writer.WriteAttributeString("term", category);
            writer.WriteEndElement();
        }

        if (entry.Image is not null)
            MediaImage.Write(writer, entry.Image);
        AtomText.Write(writer, "summary", entry.Summary);
        if (entry.Content is not null)
        {
            writer.WriteStartElement("content", FeedNamespaces.Atom);
            writer.WriteAttributeString("type", "html");
            XmlUtf8Writer.WriteContent(writer, entry.Content);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}
