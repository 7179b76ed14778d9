using System.Buffers;

namespace Gateway.Syndication.Html;

/// <summary>
/// Tells texts that no one wrote to be read. Reading a paragraph costs time that grows with the square of the brackets, emphasis
/// marks and links in it, and each line costs a block; so the sum of those squares is bounded, and the number of lines. So is the depth of
/// lists and quotations, in the same sum, and with it what costs a step each: lists and quotations that open, escapes.
/// </summary>
internal static class MarkdownCost
{
    /// <summary>About a third of a second. The longest real articles come to a hundredth of it.</summary>
    private const long MaxCost = 100_000_000;

    private const int MaxLines = 30_000;

    /// <summary>What the square of the columns before a block costs beside the square of a paragraph's marks: a line is read once by each block that it stands in.</summary>
    private const int IndentWeight = 20;

    /// <summary>What a bare link (found by its colon) costs beside a bracket.</summary>
    private const int LinkWeight = 4;

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
        long cost = 0, marks = 0;
        foreach (var line in markdown.AsSpan().EnumerateLines())
        {
            if (++lines > MaxLines)
                return true;

            var (indent, blocks) = Opened(line);
            cost += (IndentWeight * indent * indent) + (BlockCost * blocks) + (EscapeCost * (long)line.CountAny(Escapes));

            // No paragraph goes on past a blank line, whatever else ends one.
            if (line.IsWhiteSpace())
            {
                cost += marks * marks;
                marks = 0;
            }

            var rest = line;
            for (var i = rest.IndexOfAny(Marks); i >= 0; i = rest.IndexOfAny(Marks))
            {
                marks += rest[i] == ':' ? LinkWeight : 1;
                rest = rest[(i + 1)..];
            }

            if (cost + marks * marks > MaxCost)
                return true;
        }

        return false;
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
}
