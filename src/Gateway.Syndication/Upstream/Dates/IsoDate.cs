using System.Globalization;

namespace Gateway.Syndication.Upstream.Dates;

/// <summary>ISO 8601, as far as the W3C's profile and RFC 3339 use it, with less of it or more: <c>2004</c>, <c>2004-05</c>, <c>20040512</c>, <c>2004-133</c>, a space for the <c>T</c>.</summary>
internal static class IsoDate
{
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text)
    {
        if (text.Length < 4 || text[..4].ContainsAnyExceptInRange('0', '9'))
            return null;
        var length = text.IndexOfAnyExcept("0123456789-");
        var date = (length < 0 ? text : text[..length]).TrimEnd('-');
        if (Day(date) is not { } day)
            return null;
        if (length < 0)
            return new DateTimeOffset(day, TimeSpan.Zero);
        var rest = text[length..];
        if (rest[0] is not ('T' or 't' or ' ' or '_'))
            return null;
        return ClockTime.Parse(rest[1..].Trim()) is { } time ? time.On(day) : null;
    }

    private static DateTime? Day(ReadOnlySpan<char> date)
    {
        var dashes = date.Count('-');
        Span<Range> parts = stackalloc Range[4];
        var count = date.Split(parts, '-');
        if (dashes == 0)
        {
            return date.Length switch
            {
                4 => Of(Number(date), 1, 1),
                6 => Of(Number(date[..4]), Number(date[4..]), 1),
                7 => OfYear(Number(date[..4]), Number(date[4..])),
                8 => Of(Number(date[..4]), Number(date[4..6]), Number(date[6..])),
                _ => null,
            };
        }

        if (count is < 2 or > 3 || parts[0].End.Value != 4)
            return null;
        var second = date[parts[1]];
        if (count == 2)
            return second.Length == 3 ? OfYear(Number(date[..4]), Number(second)) : Of(Number(date[..4]), Number(second), 1);
        return Of(Number(date[..4]), Number(second), Number(date[parts[2]]));
    }

    private static DateTime? Of(int year, int month, int day) =>
        year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) : null;

    private static DateTime? OfYear(int year, int day) =>
        year is >= 1 and <= 9998 && day >= 1 && day <= (DateTime.IsLeapYear(year) ? 366 : 365) ? new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day - 1) : null;

    private static int Number(ReadOnlySpan<char> digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= 9999 ? value : 0;
}
