using System.Globalization;

namespace Gateway.Syndication.Upstream.Dates;

/// <summary>
/// RFC 822 §5, RFC 850, <c>asctime</c> and their kin, word by word: a month by its name, a year of four digits or behind the
/// month, a time by its colon. The day of the week says nothing that is needed.
/// </summary>
internal static class LooseDate
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        int? day = null, month = null, year = null;
        TimeSpan? time = null;
        var (isAfternoon, isForenoon, zone) = (false, false, "");
        foreach (var range in text.SplitAny(" ,\t\r\n/"))
        {
            var word = text[range];
            if (word.IsEmpty)
                continue;
            if (month is null && Dashed(word) is { } dashed)
                (day, month, year) = dashed;
            else if (time is null && char.IsAsciiDigit(word[0]) && word.Contains(':'))
                time = TimeWithZone(word, ref zone);
            else if (char.IsAsciiDigit(word[0]))
                Figure(word, time is not null, ref day, ref year);
            else if (month is null && MonthOf(word) is { } named)
                month = named;
            else if (time is not null && word.Equals("pm", StringComparison.OrdinalIgnoreCase))
                isAfternoon = true;
            else if (time is not null && word.Equals("am", StringComparison.OrdinalIgnoreCase))
                isForenoon = true;
            else if (time is not null)
                zone += word.ToString();
        }

        if (day is not { } d || month is not { } m || year is not { } y || y is < 1 or > 9998 || d < 1 || d > DateTime.DaysInMonth(y, m) || ZoneOffset.Parse(zone) is not { } offset)
            return null;
        var clock = time ?? TimeSpan.Zero;
        if (isAfternoon && clock.Hours < 12)
            clock += TimeSpan.FromHours(12);
        else if (isForenoon && clock.Hours == 12)
            clock -= TimeSpan.FromHours(12);
        return new ClockTime(clock, offset).On(new DateTime(y, m, d, 0, 0, 0, DateTimeKind.Utc));
    }

    // "17-Jan-2004".
    private static (int? Day, int? Month, int? Year)? Dashed(ReadOnlySpan<char> word)
    {
        Span<Range> parts = stackalloc Range[4];
        return word.Split(parts, '-') == 3 && MonthOf(word[parts[1]]) is { } month && Number(word[parts[0]]) is { } day && Number(word[parts[2]]) is { } year
            ? (day, month, FullYear(year, word[parts[2]].Length))
            : null;
    }

    private static TimeSpan? TimeWithZone(ReadOnlySpan<char> word, ref string zone)
    {
        var end = word.IndexOfAnyExcept("0123456789:.");
        if (end > 0)
            zone = word[end..].ToString();
        return ClockTime.ParseTime(end > 0 ? word[..end] : word);
    }

    private static void Figure(ReadOnlySpan<char> word, bool isAfterTime, ref int? day, ref int? year)
    {
        // "5th".
        var end = word.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? word : word[..end];
        if (Number(digits) is not { } number)
            return;
        if (digits.Length >= 3 || (day is not null && year is null && !isAfterTime))
            year ??= FullYear(number, digits.Length);
        else
            day ??= number;
    }

    // RFC 5322 §4.3.
    private static int FullYear(int year, int digits) => digits > 3 ? year : digits == 3 || year >= 50 ? 1900 + year : 2000 + year;

    private static int? MonthOf(ReadOnlySpan<char> word)
    {
        if (word.Length < 3)
            return null;
        for (var i = 0; i < Months.Length; i++)
        {
            if (word.StartsWith(Months[i], StringComparison.OrdinalIgnoreCase))
                return i + 1;
        }

        return null;
    }

    private static int? Number(ReadOnlySpan<char> digits) => digits.Length is > 0 and <= 4 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
