using System.Text;
using AngleSharp.Dom;

namespace Gateway.Syndication.Upstream.Conversion;

/// <summary>Tables of lines, which Markdown has words for (GitHub Flavored Markdown §4.10).</summary>
internal static class TableMarkdown
{
    private const int MaxColumns = 50;
    private const int MaxCells = 5_000;

    /// <summary>A table; null where it is more than rows of cells of one line under a row of headings.</summary>
    public static string? Of(IElement table)
    {
        if (Rows(table) is not { Count: > 0 } rows || rows[0].Any(c => c.LocalName is not "th") || rows.Skip(1).Any(r => r.Any(c => c.LocalName is not "td")))
            return null;
        var columns = rows[0].Count;
        if (columns is 0 or > MaxColumns || rows.Count * columns > MaxCells || rows.Any(r => r.Count != columns) || rows.Any(r => r.Any(c => !IsOfALine(c))))
            return null;

        // Without a heading Markdown takes it for a line of dashes.
        if (rows[0].All(c => Cell(c).Length == 0))
            return null;
        var text = new StringBuilder();
        Row(text, rows[0].Select(Cell));
        text.Append('\n');
        Row(text, rows[0].Select(Rule));
        foreach (var row in rows.Skip(1))
        {
            text.Append('\n');
            Row(text, row.Select(Cell));
        }

        return text.ToString();
    }

    private static List<List<IElement>>? Rows(IElement table)
    {
        var rows = new List<List<IElement>>();
        foreach (var part in table.Children)
        {
            if (part.LocalName is "tr")
                rows.Add([.. part.Children]);
            else if (part.LocalName is "thead" or "tbody" or "tfoot")
                rows.AddRange(part.Children.Where(r => r.LocalName is "tr").Select(r => r.Children.ToList()));
            else if (part.LocalName is not ("colgroup" or "col"))
                return null;
        }

        return rows;
    }

    private static bool IsOfALine(IElement cell) =>
        !cell.HasAttribute("colspan") && !cell.HasAttribute("rowspan")
        && !cell.QuerySelectorAll("*").Any(e => (BlockMarkdown.IsBlock(e.LocalName) && e.LocalName is not ("p" or "div")) || (e.LocalName is "code" or "tt" or "samp" && e.TextContent.Contains('|', StringComparison.Ordinal)));

    private static string Cell(IElement cell) => InlineMarkdown.Of(cell.ChildNodes, InlineStyle.Cell);

    private static string Rule(IElement heading) => heading.GetAttribute("align")?.ToLowerInvariant() switch
    {
        "left" => ":--",
        "right" => "--:",
        "center" => ":-:",
        _ => "---",
    };

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |");
}
