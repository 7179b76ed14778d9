namespace Gateway.Fetching;

/// <summary>What to fetch.</summary>
/// <param name="Address">http or https.</param>
/// <param name="ETag">Of what is known, as it came; null where nothing is.</param>
/// <param name="LastModified">Of what is known, as it came.</param>
/// <param name="Accept">What is wanted, as the field says it.</param>
public sealed record FetchRequest(Uri Address, string? ETag = null, string? LastModified = null, string Accept = FetchRequest.Feeds)
{
    /// <summary>Feeds before anything else.</summary>
    public const string Feeds = "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1";
}
