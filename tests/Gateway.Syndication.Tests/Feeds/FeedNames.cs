using System.Xml.Linq;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>The namespaces, as the specifications write them (not as the code under test does).</summary>
internal static class FeedNames
{
    public static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    public static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    public static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    public static readonly XNamespace History = "http://purl.org/syndication/history/1.0";
    public static readonly XNamespace Tombstones = "http://purl.org/atompub/tombstones/1.0";
    public static readonly XNamespace Media = "http://search.yahoo.com/mrss/";
}
