using System.Globalization;

namespace Gateway.Syndication.Articles;

/// <summary>
/// Instants by RFC 3339 §5.6, and with a space in place of the <c>T</c> (its note). An offset is required. Any number of
/// fraction digits, cut to 100 ns. Second 60 is read as the last 100 ns of its minute: the calendar here has no leap
/// seconds. Years 1900 to 9998 (in UTC).
/// </summary>
internal static class Rfc3339
{
    private const int FirstYear = 1900, LastYear = 9998;

    /// <summary>What an instant has to look like, for problems.</summary>
    public const string Expected = "is no RFC 3339 instant with an offset, such as 2026-06-24T22:53:18Z";

    /// <summary>Reads an instant, in UTC.</summary>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public static string? Read(ReadOnlySpan<char> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length is < 20 or > 64 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't' or ' ') || text[13] != ':' || text[16] != ':'
            || !Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)
            || !Number(text[11..13], out var hour) || !Number(text[14..16], out var minute) || !Number(text[17..19], out var second))
            return Expected;

        var rest = text[19..];
        if (!Fraction(ref rest, out var fraction) || !Offset(rest, out var offset))
            return Expected;

        if (month is < 1 or > 12 || year < 1 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return "is no date and time that exists";

        var ticks = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Utc).Ticks
            + (second == 60 ? TimeSpan.TicksPerSecond - 1 : fraction) - offset;
        if (ticks < new DateTime(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks || ticks >= new DateTime(LastYear + 1, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks)
            return "is outside the years 1900 to 9998";

        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return null;
    }

    /// <summary>The instant in UTC, with as many fraction digits as it needs.</summary>
    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    private static bool Fraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (rest[0] != '.')
            return true;

        var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0)
            return false;

        for (var i = 0; i < 7; i++)
            ticks = ticks * 10 + (i < digits ? rest[1 + i] - '0' : 0);

        rest = rest[(1 + digits)..];
        return true;
    }

    private static bool Offset(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text is "Z" or "z")
            return true;

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || !Number(text[1..3], out var hours) || !Number(text[4..], out var minutes)
            || hours > 23 || minutes > 59)
            return false;

        ticks = (hours * TimeSpan.TicksPerHour + minutes * TimeSpan.TicksPerMinute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Number(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
                return false;

            value = value * 10 + (digit - '0');
        }

        return true;
    }
}
