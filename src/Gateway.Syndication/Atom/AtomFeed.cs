using System.ServiceModel.Syndication;
using System.Xml;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Atom;

/// <summary>The feed: what the library's formatter does not know how to say.</summary>
internal sealed class AtomFeed : SyndicationFeed
{
    private readonly ShownFeed feed;

    public AtomFeed(ShownFeed feed)
    {
        this.feed = feed;
        Title = AtomText.Content(feed.Title);
        Description = AtomText.Content(feed.Description);
        Id = feed.Id;
        Language = feed.Language;
        LastUpdatedTime = feed.Updated;
        Authors.Add(new SyndicationPerson { Name = AtomText.Name(feed.Author) });
        Items = feed.Entries.Select(e => new FeedItem(e));
    }

    public ShownFeed Shown => feed;

    protected override void WriteElementExtensions(XmlWriter writer, string version)
    {
        AtomText.Link(writer, "alternate", "text/html", feed.PageUrl);
        AtomText.Link(writer, "self", "application/atom+xml", feed.SelfUrl);
        if (feed.CurrentUrl is not null)
            AtomText.Link(writer, "current", "application/atom+xml", feed.CurrentUrl);
        if (feed.PrevArchiveUrl is not null)
            AtomText.Link(writer, "prev-archive", "application/atom+xml", feed.PrevArchiveUrl);

        // The validator calls an archive without a neighbour incomplete. The oldest has none behind it, and naming the
        // one before it would change bytes that are to be cached for ever; its link to the current feed says enough.
        if (feed is { IsArchive: true, PrevArchiveUrl: not null })
        {
            writer.WriteStartElement("archive", FeedNamespaces.History);
            writer.WriteEndElement();
        }

        writer.WriteElementString("generator", FeedNamespaces.Atom, FeedGenerator.Name);
        if (feed.Icon is not null)
            writer.WriteElementString("icon", FeedNamespaces.Atom, feed.Icon);
    }
}
