using Gateway.Syndication.Upstream.Dates;

namespace Gateway.Syndication.Upstream;

/// <summary>
/// Instants in the forms that feeds write them in: RFC 3339 and the rest of ISO 8601, RFC 822 with its successors, what C's
/// <c>asctime</c> writes, and what people make of these. Without an offset it is UTC.
/// </summary>
internal static class UpstreamDate
{
    // Longer ones are prose.
    private const int MaximumLength = 100;

    /// <summary>Reads an instant, in UTC; null where there is none, or none between the years 1900 and 9998.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null || text.Length > MaximumLength)
            return null;
        var trimmed = text.AsSpan().Trim();
        return (IsoDate.Parse(trimmed) ?? LooseDate.Parse(trimmed)) is { Year: >= 1900 and <= 9998 } instant ? instant : null;
    }
}
