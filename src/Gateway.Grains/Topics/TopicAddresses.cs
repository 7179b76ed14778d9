using System.Globalization;
using Gateway.Contracts.Topics;
using Gateway.Syndication;

namespace Gateway.Grains.Topics;

/// <summary>The absolute addresses of a topic's documents, made from configuration and the topic's key alone.</summary>
internal sealed class TopicAddresses(Publication publication, string key)
{
    private readonly string _path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The page for people.</summary>
    public string Page => publication.Address(_path);

    /// <summary>The subscription document.</summary>
    public string Head(FeedQuery query) => publication.Address(_path) + Ending(query.Format) + Parameters(query.Limit, query.SummaryOnly);

    /// <summary>An archive document.</summary>
    public string Archive(string name, FeedQuery query) =>
        publication.Address(_path) + "/archives/" + name + Ending(query.Format) + Parameters(DefaultLimit, query.SummaryOnly);

    private const int DefaultLimit = 50;

    private static string Ending(FeedFormat format) => format switch
    {
        FeedFormat.Rss => ".rss",
        FeedFormat.Atom => ".atom",
        _ => ".json",
    };

    private static string Parameters(int limit, bool summaryOnly) => (limit != DefaultLimit, summaryOnly) switch
    {
        (false, false) => "",
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"?limit={limit}"),
        (false, true) => "?content=summary",
        _ => string.Create(CultureInfo.InvariantCulture, $"?limit={limit}&content=summary"),
    };
}
