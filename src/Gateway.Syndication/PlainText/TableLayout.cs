using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using Gateway.Syndication.Html;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.PlainText;

/// <summary>Tables in columns of equal width, where they fit a screen.</summary>
internal static class TableLayout
{
    private const int MaxColumn = 40, MaxColumns = 12;

    /// <summary>The table's rows, a line each; its caption first. A table inside of a cell is part of that cell's text, and no more.</summary>
    public static string Of(IElement table)
    {
        var rows = RowsOf(table)
            .Select(row => row.Children.Where(cell => cell.LocalName is "td" or "th").Select(cell => Line(cell)).ToArray())
            .Where(row => row.Length > 0)
            .ToArray();
        var text = new StringBuilder();
        if (table.Children.FirstOrDefault(child => child.LocalName is "caption") is { } caption)
            text.Append(Line(caption)).Append('\n');

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

    // Its own only: those of a table in a cell are that cell's text already, and would be there once more for each level.
    private static IEnumerable<IElement> RowsOf(IElement table) =>
        table.Children.SelectMany(child => child.LocalName switch
        {
            "tr" => [child],
            "thead" or "tbody" or "tfoot" => child.Children.Where(row => row.LocalName is "tr"),
            _ => Enumerable.Empty<IElement>(),
        });

    private static string Line(IElement cell)
    {
        var text = new StringBuilder();
        Append(cell, text);
        return XmlText.OneLine(text.ToString());
    }

    // Blocks, lines and the cells of inner tables are words apart. The depth is bounded by the sanitiser.
    private static void Append(INode parent, StringBuilder text)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText words)
            {
                text.Append(words.Data);
            }
            else if (node is IElement element)
            {
                var apart = element.LocalName is "br" || HtmlVocabulary.EndsParagraph.Contains(element.LocalName) || TableParts.IsPart(element.LocalName) ? " " : "";
                text.Append(apart);
                Append(element, text);
                text.Append(apart);
            }
        }
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
