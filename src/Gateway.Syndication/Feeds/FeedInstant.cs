using System.Globalization;

namespace Gateway.Syndication.Feeds;

/// <summary>Instants as feeds show them: UTC, whole seconds, the same in every format.</summary>
internal static class FeedInstant
{
    /// <summary>
    /// The earliest instant shown. Feed readers and the W3C validator (<c>ImplausibleDate</c>) take anything before 1990
    /// for a mistake, and an entry without a date for new: this keeps old articles where they belong, at the end.
    /// </summary>
    public static DateTimeOffset Earliest { get; } = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The instant in UTC, cut to the second, not before <see cref="Earliest"/>.</summary>
    public static DateTimeOffset Shown(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc < Earliest ? Earliest : utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>RFC 822 §5 as RFC 2822 §3.3 has it, in GMT (the one zone name that every reader knows).</summary>
    public static string Rfc822(DateTimeOffset shown) => shown.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>RFC 3339 §5.6, in UTC.</summary>
    public static string Rfc3339(DateTimeOffset shown) => shown.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
