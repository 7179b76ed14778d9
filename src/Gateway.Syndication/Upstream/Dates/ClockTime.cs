using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Syndication.Upstream.Dates;

/// <summary>A time of day, with its offset from UTC.</summary>
/// <param name="SinceMidnight">0 to 24 hours: 24:00 is the next day's beginning, second 60 the last moment of its minute.</param>
/// <param name="Offset">Of local time from UTC.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClockTime(TimeSpan SinceMidnight, TimeSpan Offset)
{
    /// <summary>The instant at this time of a day; null where no calendar here has it.</summary>
    public DateTimeOffset? On(DateTime day)
    {
        var ticks = day.Ticks + SinceMidnight.Ticks - Offset.Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    /// <summary>Reads a time with what stands behind it; without an offset it is UTC.</summary>
    public static ClockTime? Parse(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept("0123456789:.,");
        var zone = length < 0 ? [] : text[length..];
        return ParseTime(length < 0 ? text : text[..length]) is { } time && ZoneOffset.Parse(zone.Trim()) is { } offset ? new ClockTime(time, offset) : null;
    }

    /// <summary>Reads <c>hh</c>, <c>hh:mm</c>, <c>hhmm</c>, <c>hh:mm:ss</c>, <c>hhmmss</c>, with a fraction behind the seconds.</summary>
    public static TimeSpan? ParseTime(ReadOnlySpan<char> text)
    {
        var fraction = 0L;
        var point = text.IndexOfAny('.', ',');
        if (point >= 0)
        {
            var digits = text[(point + 1)..];
            if (digits.ContainsAnyExceptInRange('0', '9'))
                return null;
            for (var i = 0; i < 7; i++)
                fraction = fraction * 10 + (i < digits.Length ? digits[i] - '0' : 0);
            text = text[..point];
        }

        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, ':');
        var (hour, minute, second) = count switch
        {
            1 when text.Length is 4 or 6 => (Number(text[..2]), Number(text[2..4]), text.Length == 6 ? Number(text[4..]) : 0),
            1 => (Number(text), 0, 0),
            2 => (Number(text[parts[0]]), Number(text[parts[1]]), 0),
            3 => (Number(text[parts[0]]), Number(text[parts[1]]), Number(text[parts[2]])),
            _ => (-1, 0, 0),
        };
        if (hour is < 0 or > 24 || minute is < 0 or > 59 || second is < 0 or > 60 || (hour == 24 && (minute | second) != 0))
            return null;
        if (second == 60)
            (second, fraction) = (59, TimeSpan.TicksPerSecond - 1);
        return new TimeSpan(hour, minute, second) + TimeSpan.FromTicks(fraction);
    }

    private static int Number(ReadOnlySpan<char> digits) => digits.Length is 1 or 2 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;
}
