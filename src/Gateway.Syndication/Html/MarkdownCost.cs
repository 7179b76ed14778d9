using System.Buffers;

namespace Gateway.Syndication.Html;

/// <summary>
/// Tells texts that no one wrote to be read. Reading a paragraph costs time that grows with the square of the brackets, emphasis
/// marks and links in it, and each line costs a block; so the sum of those squares is bounded, and the number of lines.
/// </summary>
internal static class MarkdownCost
{
    /// <summary>About a third of a second. The longest real articles come to a thousandth of it.</summary>
    private const long MaxCost = 300_000_000;

    private const int MaxLines = 30_000;

    /// <summary>What a bare link (found by its colon) costs beside a bracket.</summary>
    private const int LinkWeight = 4;

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
}
