using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.PlainText;

/// <summary>Tables in columns of equal width, where they fit a screen.</summary>
internal static class TableLayout
{
    private const int MaxColumn = 40, MaxColumns = 12;

    /// <summary>The table's rows, a line each; its caption first.</summary>
    public static string Of(IElement table)
    {
        var rows = table.QuerySelectorAll("tr")
            .Select(row => row.Children.Where(cell => cell.LocalName is "td" or "th").Select(cell => XmlText.OneLine(cell.TextContent)).ToArray())
            .Where(row => row.Length > 0)
            .ToArray();
        var text = new StringBuilder();
        if (table.QuerySelector("caption") is { } caption)
            text.Append(XmlText.OneLine(caption.TextContent)).Append('\n');

        if (rows.Length == 0)
            return text.ToString();

        var columns = rows.Max(row => row.Length);
        var widths = new int[Math.Min(columns, MaxColumns)];
        foreach (var row in rows)
        {
            for (var i = 0; i < Math.Min(row.Length, widths.Length); i++)
                widths[i] = Math.Max(widths[i], Math.Min(MaxColumn, Width(row[i])));
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                text.Append(i == 0 ? "" : " | ").Append(row[i]);
                if (i < row.Length - 1 && i < widths.Length)
                    text.Append(' ', Math.Max(0, widths[i] - Width(row[i])));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>About how many columns a text takes on a terminal: marks none, East Asian characters two.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
                continue;

            width += rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
                or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1;
        }

        return width;
    }
}
