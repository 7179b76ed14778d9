using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gateway.Origin.Addresses;

/// <summary>What a feed's or a topic page's query says: <c>?limit=1..200</c>, <c>?content=full|summary</c>; others are ignored.</summary>
/// <param name="Limit">Entries at most.</param>
/// <param name="SummaryOnly">Without content.</param>
internal readonly record struct FeedParameters(int Limit, bool SummaryOnly)
{
    private const int DefaultLimit = 50;
    private const int GreatestLimit = 200;

    /// <summary>As a query, only what differs from the default, in a fixed order; empty where nothing does.</summary>
    public string Query
    {
        get
        {
            var limit = Limit == DefaultLimit ? "" : string.Create(CultureInfo.InvariantCulture, $"limit={Limit}");
            var content = SummaryOnly ? "content=summary" : "";
            return (limit.Length, content.Length) switch
            {
                (0, 0) => "",
                (_, 0) => "?" + limit,
                (0, _) => "?" + content,
                _ => $"?{limit}&{content}",
            };
        }
    }

    /// <summary>Reads a query; a problem names the parameter.</summary>
    public static (FeedParameters Parameters, string? Member, string? Problem) Read(IQueryCollection query)
    {
        var limit = DefaultLimit;
        if (query.TryGetValue("limit", out var limits)
            && (limits.Count != 1 || !int.TryParse(limits[0], NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > GreatestLimit))
        {
            return (default, "limit", "limit must be given once, as a number from 1 to 200.");
        }

        var summary = false;
        if (query.TryGetValue("content", out var contents))
        {
            if (contents.Count != 1 || contents[0] is not ("full" or "summary"))
                return (default, "content", "content must be given once, as full or summary.");
            summary = contents[0] is "summary";
        }

        return (new FeedParameters(limit, summary), null, null);
    }
}
