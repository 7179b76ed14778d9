using System.Buffers;

namespace Gateway.Syndication.Html;

/// <summary>
/// Tells texts that no one wrote to be read. Reading a paragraph costs time that grows with the square of the brackets, emphasis
/// marks and links in it, and each line costs a block; so the sum of those squares is bounded, and the number of lines. So is the depth of
/// lists and quotations, in the same sum, and with it what costs a step each: marks, lists and quotations that open, escapes, and the
/// cells of tables, whose rows are all made as wide as the widest.
/// </summary>
internal static class MarkdownCost
{
    /// <summary>About a third of a second: a unit is some three nanoseconds. The longest real articles come to a tenth of it.</summary>
    private const long MaxCost = 100_000_000;

    private const int MaxLines = 30_000;

    /// <summary>What the square of the columns before a block costs beside the square of a paragraph's marks: a line is read once by each block that it stands in.</summary>
    private const int IndentWeight = 20;

    /// <summary>What a bare link (found by its colon) costs beside a bracket.</summary>
    private const int LinkWeight = 4;

    /// <summary>
    /// What one or two emphasis marks in a row cost beside a bracket: where none matches, each stands inside of all before it.
    /// </summary>
    private const int EmphasisWeight = 3;

    /// <summary>What a mark costs beside its share of the square: nodes of its own.</summary>
    private const int MarkCost = 300;

    /// <summary>What a cell costs, an empty one at the end of a short row too: a paragraph of its own, and some 500 bytes.</summary>
    private const int CellCost = 2_000;

    /// <summary>What a list or quotation that opens costs: a block, and one more step for each line in it.</summary>
    private const int BlockCost = 1_000;

    /// <summary>What an escaped character or an ampersand costs: a node of its own.</summary>
    private const int EscapeCost = 200;

    private const int TabWidth = 4;

    /// <summary>Space, and what opens lists and quotations.</summary>
    private static readonly SearchValues<char> Openers = SearchValues.Create(" \t>-*+.)0123456789");

    private static readonly SearchValues<char> Blocks = SearchValues.Create(">-*+.)");

    private static readonly SearchValues<char> Escapes = SearchValues.Create("&\\");

    /// <summary><c>w</c> and <c>:</c> stand for bare links.</summary>
    private static readonly SearchValues<char> Marks = SearchValues.Create("[]!*_~`<^|w:");

    /// <summary>Whether a text is not worth reading as Markdown.</summary>
    public static bool IsExcessive(string markdown)
    {
        var lines = 0;
        long cost = 0;
        var paragraph = default(Paragraph);
        for (var rest = markdown.AsSpan(); !rest.IsEmpty;)
        {
            if (++lines > MaxLines)
                return true;

            var line = NextLine(ref rest);
            var (indent, blocks) = Opened(line);
            cost += (IndentWeight * indent * indent) + (BlockCost * blocks) + (EscapeCost * (long)line.CountAny(Escapes));

            // No paragraph goes on past a blank line, whatever else ends one. No-break spaces do not make one blank.
            if (line.IndexOfAnyExcept(' ', '\t') < 0)
            {
                cost += paragraph.Cost;
                paragraph = default;
            }
            else
            {
                paragraph.Add(line);
            }

            if (cost + paragraph.Cost > MaxCost)
                return true;
        }

        return false;
    }

    // CommonMark §2.1: LF, CR or both end a line, and none of the others that Unicode and .NET know.
    private static ReadOnlySpan<char> NextLine(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny('\r', '\n');
        if (end < 0)
            end = rest.Length;

        var line = rest[..end];
        rest = rest[end..];
        rest = rest[(rest.StartsWith("\r\n", StringComparison.Ordinal) ? 2 : Math.Min(1, rest.Length))..];
        return line;
    }

    // Of a line whose content opens a list or a quotation; other text may stand where it likes.
    private static (long Indent, long Blocks) Opened(ReadOnlySpan<char> line)
    {
        var end = line.IndexOfAnyExcept(Openers);
        var prefix = end < 0 ? line : line[..end];
        if (prefix.IndexOfAnyExcept(' ', '\t') < 0)
            return default;

        var indent = prefix.Count(' ') + prefix.Count('>') + TabWidth * prefix.Count('\t');
        return indent == 0 ? default : (indent, prefix.CountAny(Blocks));
    }

    /// <summary>Lines with no blank one between them: at most one paragraph or table.</summary>
    private struct Paragraph
    {
        private long marks, rows, widest;
        private bool hasRule;

        public readonly long Cost => (marks * (marks + MarkCost)) + (hasRule ? CellCost * rows * widest : 0);

        public void Add(ReadOnlySpan<char> line)
        {
            rows++;
            var pipes = line.Count('|');
            if (pipes > 0)
            {
                widest = Math.Max(widest, pipes + 1);
                // A table has a row of dashes; what else may stand in it is more than is worth knowing.
                hasRule |= line.Contains('-');
            }

            for (var i = Next(line, 0); i < line.Length; i = Next(line, i + 1))
            {
                marks += line[i] switch
                {
                    ':' => LinkWeight,
                    '*' or '_' or '~' => Emphasis(line, i),
                    _ => 1,
                };
            }
        }

        // The second of two comes with the first; more in a row are levels of their own.
        private static int Emphasis(ReadOnlySpan<char> line, int at)
        {
            var before = line[..at];
            return !before.EndsWith([line[at]]) ? EmphasisWeight : before.EndsWith([line[at], line[at]]) ? 1 : 0;
        }

        private static int Next(ReadOnlySpan<char> line, int from) => line[from..].IndexOfAny(Marks) is >= 0 and var at ? from + at : line.Length;
    }
}
