namespace Gateway.Syndication.Html;

/// <summary>Which parts of a table end which others.</summary>
internal static class TableParts
{
    public static bool IsPart(string name) => Rank(name) > 0;

    /// <summary>The innermost open cell; -1 outside of tables.</summary>
    public static int LastCell(List<string> open) => open.FindLastIndex(e => e is "td" or "th" or "caption");

    /// <summary>The outermost part, of the innermost open table, that the start of another part ends; -1 where none is.</summary>
    public static int FirstEndedBy(string name, List<string> open)
    {
        var rank = Rank(name);
        if (rank is 0 or TableRank)
            return -1;

        for (var i = open.LastIndexOf("table") + 1; i > 0 && i < open.Count; i++)
        {
            if (Rank(open[i]) >= rank)
                return i;
        }

        return -1;
    }

    private const int TableRank = 1;

    private static int Rank(string name) => name switch
    {
        "table" => TableRank,
        "caption" or "colgroup" or "thead" or "tbody" or "tfoot" => 2,
        "tr" or "col" => 3,
        "td" or "th" => 4,
        _ => 0,
    };
}
