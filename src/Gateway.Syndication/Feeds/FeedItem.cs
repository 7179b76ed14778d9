using System.ServiceModel.Syndication;

namespace Gateway.Syndication.Feeds;

/// <summary>An entry in the clothes of the syndication library, whose formatters then hand it to ours.</summary>
internal sealed class FeedItem(ShownEntry entry) : SyndicationItem
{
    public ShownEntry Entry => entry;
}
