using System.ServiceModel.Syndication;
using System.Xml;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Rss;

/// <summary>The channel: what the library's formatter does not know how to say, or would say in other words.</summary>
internal sealed class RssChannel : SyndicationFeed
{
    private readonly ShownFeed feed;

    public RssChannel(ShownFeed feed)
    {
        this.feed = feed;
        Title = new TextSyndicationContent(RssText.Plain(feed.Title));
        Description = new TextSyndicationContent(RssText.Plain(feed.Description));
        Items = feed.Entries.Select(e => new FeedItem(e));
    }

    public string? ShownLanguage => feed.Language;

    protected override void WriteElementExtensions(XmlWriter writer, string version)
    {
        writer.WriteElementString("link", feed.PageUrl);
        Link(writer, "self", feed.SelfUrl);
        if (feed.CurrentUrl is not null)
            Link(writer, "current", feed.CurrentUrl);
        if (feed.PrevArchiveUrl is not null)
            Link(writer, "prev-archive", feed.PrevArchiveUrl);
        if (feed.IsArchive)
        {
            writer.WriteStartElement("archive", FeedNamespaces.History);
            writer.WriteEndElement();
        }

        if (feed.Language is not null)
            writer.WriteElementString("language", feed.Language);
        writer.WriteElementString("lastBuildDate", FeedInstant.Rfc822(feed.Updated));
        writer.WriteElementString("generator", FeedGenerator.Name);
        if (feed.Icon is not null)
            Image(writer, feed.Icon);
    }

    private void Image(XmlWriter writer, string icon)
    {
        // RSS 2.0 allows GIF, JPEG and PNG only; what an address without an ending gives, nobody can tell.
        if (!IsRssPicture(icon))
        {
            writer.WriteStartElement("thumbnail", FeedNamespaces.Media);
            writer.WriteAttributeString("url", icon);
            writer.WriteEndElement();
            return;
        }

        writer.WriteStartElement("image");
        writer.WriteElementString("url", icon);
        writer.WriteElementString("title", Title.Text);
        writer.WriteElementString("link", feed.PageUrl);
        writer.WriteEndElement();
    }

    private static bool IsRssPicture(string address) =>
        !address.Contains('[', StringComparison.Ordinal)
        && address[(address.LastIndexOf('.') + 1)..] is var ending
        && RssPictures.Contains(ending, StringComparer.OrdinalIgnoreCase);

    private static readonly string[] RssPictures = ["png", "jpg", "jpeg", "gif"];

    internal static void Link(XmlWriter writer, string rel, string href)
    {
        writer.WriteStartElement("link", FeedNamespaces.Atom);
        writer.WriteAttributeString("rel", rel);
        if (rel is not "via")
            writer.WriteAttributeString("type", "application/rss+xml");
        writer.WriteAttributeString("href", href);
        writer.WriteEndElement();
    }
}
