using System.Globalization;

namespace Gateway.HttpCaching.Fields;

/// <summary>Dates in HTTP fields (RFC 9110 §5.6.7).</summary>
public static class HttpDate
{
    private const int MonthLength = 3;
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    /// <summary>The preferred form, <c>Sun, 06 Nov 1994 08:49:37 GMT</c>.</summary>
    public static string Format(DateTimeOffset instant) => instant.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads the preferred form and both obsolete ones, names in any case; false for anything else. The name of the day must be
    /// one, but is not held against the date: what it says is said twice, and readers go by the date.
    /// </summary>
    /// <param name="text">The field's value.</param>
    /// <param name="now">A two-digit year more than 50 years ahead of it means the past century.</param>
    /// <param name="instant">The instant, whole seconds, UTC.</param>
    public static bool TryParse(string? text, DateTimeOffset now, out DateTimeOffset instant)
    {
        instant = default;
        var rest = text.AsSpan().Trim();
        var comma = rest.IndexOf(',');
        return comma switch
        {
            < 0 => TryAsctime(rest, out instant),
            3 => IsDay(rest[..3], isShort: true) && TryFixdate(rest[4..], out instant),
            _ => IsDay(rest[..comma], isShort: false) && TryRfc850(rest[(comma + 1)..], now, out instant),
        };
    }

    // " 06 Nov 1994 08:49:37 GMT"
    private static bool TryFixdate(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        return text.Length == 25 && text[0] == ' ' && text[3] == ' ' && text[7] == ' ' && text[12] == ' ' && IsGmt(text[21..])
            && TryNumber(text.Slice(1, 2), out var day) && TryMonth(text.Slice(4, 3), out var month) && TryNumber(text.Slice(8, 4), out var year)
            && TryMake(year, month, day, text.Slice(13, 8), out instant);
    }

    // " 06-Nov-94 08:49:37 GMT"
    private static bool TryRfc850(ReadOnlySpan<char> text, DateTimeOffset now, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length != 23 || text[0] != ' ' || text[3] != '-' || text[7] != '-' || text[10] != ' ' || !IsGmt(text[19..])
            || !TryNumber(text.Slice(1, 2), out var day) || !TryMonth(text.Slice(4, 3), out var month) || !TryNumber(text.Slice(8, 2), out var year))
        {
            return false;
        }

        year += now.Year / 100 * 100;
        if (year > now.Year + 50)
            year -= 100;
        return TryMake(year, month, day, text.Slice(11, 8), out instant);
    }

    // "Sun Nov  6 08:49:37 1994"
    private static bool TryAsctime(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        return text.Length == 24 && text[3] == ' ' && text[7] == ' ' && text[10] == ' ' && text[19] == ' ' && IsDay(text[..3], isShort: true)
            && TryMonth(text.Slice(4, 3), out var month) && TryNumber(text.Slice(8, 2).TrimStart(' '), out var day) && TryNumber(text[20..], out var year)
            && TryMake(year, month, day, text.Slice(11, 8), out instant);
    }

    private static bool TryMake(int year, int month, int day, ReadOnlySpan<char> time, out DateTimeOffset instant)
    {
        instant = default;
        if (time[2] != ':' || time[5] != ':' || !TryNumber(time[..2], out var hour) || !TryNumber(time.Slice(3, 2), out var minute) || !TryNumber(time[6..], out var second))
            return false;
        if (year is < 1 or > 9998 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return false;

        // A leap second is the first of the next minute.
        instant = new DateTimeOffset(year, month, day, hour, minute, 0, TimeSpan.Zero).AddSeconds(second);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryMonth(ReadOnlySpan<char> text, out int month)
    {
        month = 1 + (Months.AsSpan().IndexOf(text, StringComparison.OrdinalIgnoreCase) / MonthLength);
        return Months.AsSpan((month - 1) * MonthLength).StartsWith(text, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsGmt(ReadOnlySpan<char> text) => text.Equals(" GMT", StringComparison.OrdinalIgnoreCase);

    private static bool IsDay(ReadOnlySpan<char> text, bool isShort)
    {
        foreach (var day in Days)
        {
            if (text.Equals(isShort ? day.AsSpan(0, 3) : day, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
