namespace Gateway.Syndication.Sitemaps;

/// <summary>A page in a sitemap, or a sitemap in an index.</summary>
/// <param name="Address">An absolute address on the sitemap's own host; 2,047 characters at most, escaped.</param>
/// <param name="LastModified">When it changed last; null where that is not known.</param>
public readonly record struct SitemapEntry(string Address, DateTimeOffset? LastModified = null);

/// <summary>An article in a news sitemap.</summary>
/// <param name="Address">An absolute address on the sitemap's own host; 2,047 characters at most, escaped.</param>
/// <param name="Title">Plain text.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Published">When it was published first.</param>
public readonly record struct NewsSitemapEntry(string Address, string Title, string Language, DateTimeOffset Published);
