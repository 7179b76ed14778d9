using System.Globalization;

namespace Gateway.HttpCaching.Fields;

/// <summary>Dates in HTTP fields (RFC 9110 §5.6.7).</summary>
public static class HttpDate
{
    private static readonly string[] FullYear = ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM dd HH:mm:ss yyyy"];

    /// <summary>The preferred form, <c>Sun, 06 Nov 1994 08:49:37 GMT</c>.</summary>
    public static string Format(DateTimeOffset instant) => instant.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);

    /// <summary>Reads the preferred form and both obsolete ones; false for anything else.</summary>
    /// <param name="text">The field's value.</param>
    /// <param name="now">A two-digit year more than 50 years ahead of it means the past century.</param>
    /// <param name="instant">The instant, whole seconds, UTC.</param>
    public static bool TryParse(string? text, DateTimeOffset now, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null)
            return false;

        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowInnerWhite;
        return DateTimeOffset.TryParseExact(text.Trim(), FullYear, CultureInfo.InvariantCulture, Styles, out instant)
            || TryParseRfc850(text.Trim(), now, out instant);
    }

    // Sunday, 06-Nov-94 08:49:37 GMT. The weekday is not checked: it depends on the century, which has to be guessed.
    private static bool TryParseRfc850(string text, DateTimeOffset now, out DateTimeOffset instant)
    {
        instant = default;
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !IsWeekday(text.AsSpan(0, comma)))
            return false;

        var rest = text.AsSpan(comma + 1).Trim();
        if (rest.Length != "06-Nov-94 08:49:37 GMT".Length || !int.TryParse(rest.Slice(7, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var year))
            return false;

        year += now.Year / 100 * 100;
        if (year > now.Year + 50)
            year -= 100;
        var full = string.Concat(rest[..7], year.ToString("0000", CultureInfo.InvariantCulture), rest[9..]);
        return DateTimeOffset.TryParseExact(
            full, "dd-MMM-yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant);
    }

    private static bool IsWeekday(ReadOnlySpan<char> text)
    {
        foreach (var name in CultureInfo.InvariantCulture.DateTimeFormat.DayNames)
        {
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
