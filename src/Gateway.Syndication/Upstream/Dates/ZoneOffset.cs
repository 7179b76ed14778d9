using System.Collections.Frozen;
using System.Globalization;

namespace Gateway.Syndication.Upstream.Dates;

/// <summary>Offsets from UTC, in figures or by the names of RFC 822 §5 and those that feeds use beyond them.</summary>
internal static class ZoneOffset
{
    private static readonly FrozenDictionary<string, int> HoursByName = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["Z"] = 0, ["UT"] = 0, ["UTC"] = 0, ["GMT"] = 0, ["WET"] = 0, ["EST"] = -5, ["EDT"] = -4, ["ET"] = -5, ["CST"] = -6, ["CDT"] = -5, ["CT"] = -6,
        ["MST"] = -7, ["MDT"] = -6, ["MT"] = -7, ["PST"] = -8, ["PDT"] = -7, ["PT"] = -8, ["AST"] = -4, ["ADT"] = -3, ["AKST"] = -9, ["AKDT"] = -8, ["HST"] = -10,
        ["BST"] = 1, ["WEST"] = 1, ["CET"] = 1, ["MEZ"] = 1, ["CEST"] = 2, ["MESZ"] = 2, ["EET"] = 2, ["EEST"] = 3, ["MSK"] = 3, ["MSD"] = 4, ["JST"] = 9, ["KST"] = 9,
        ["AEST"] = 10, ["AEDT"] = 11, ["AWST"] = 8, ["NZST"] = 12, ["NZDT"] = 13, ["SGT"] = 8, ["HKT"] = 8,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads an offset. Nothing is UTC; so is the name of a place that is not known (RFC 5322 §4.3), which must not cost the date.</summary>
    /// <returns>Null where it is neither figures nor a name.</returns>
    public static TimeSpan? Parse(ReadOnlySpan<char> text)
    {
        // "GMT+0100", "UTC +1": the figures are meant.
        var sign = text.IndexOfAny('+', '-', '\u2212');
        if (sign >= 0)
            return Figures(text[(sign + 1)..].Trim(), text[sign] == '+' ? 1 : -1);
        if (text.IsEmpty)
            return TimeSpan.Zero;
        var end = text.IndexOfAnyExceptInRange('A', 'z');
        var name = end < 0 ? text : text[..end];
        if (name.IsEmpty)
            return null;
        return HoursByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var hours) ? TimeSpan.FromHours(hours) : TimeSpan.Zero;
    }

    private static TimeSpan? Figures(ReadOnlySpan<char> text, int sign)
    {
        var end = text.IndexOfAnyExcept("0123456789:");
        var figures = end < 0 ? text : text[..end];
        var colon = figures.IndexOf(':');
        var split = colon >= 0 ? colon : figures.Length > 2 ? figures.Length - 2 : figures.Length;
        var hours = figures[..split];
        var minutes = split == figures.Length ? "0" : figures[(split + (colon >= 0 ? 1 : 0))..];
        if (!int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var h) || !int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var m) || h > 23 || m > 59)
            return null;
        return sign * new TimeSpan(h, m, 0);
    }
}
