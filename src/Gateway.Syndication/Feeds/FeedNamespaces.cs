namespace Gateway.Syndication.Feeds;

/// <summary>The namespaces that feeds use.</summary>
internal static class FeedNamespaces
{
    /// <summary>RFC 4287.</summary>
    public const string Atom = "http://www.w3.org/2005/Atom";

    /// <summary>RFC 5005.</summary>
    public const string History = "http://purl.org/syndication/history/1.0";

    /// <summary>RFC 6721.</summary>
    public const string Tombstones = "http://purl.org/atompub/tombstones/1.0";

    public const string Content = "http://purl.org/rss/1.0/modules/content/";

    public const string DublinCore = "http://purl.org/dc/elements/1.1/";

    public const string Media = "http://search.yahoo.com/mrss/";

    public const string Xml = "http://www.w3.org/XML/1998/namespace";
}
