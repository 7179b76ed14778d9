using System.Text;

namespace Gateway.Syndication.Upstream.Conversion;

/// <summary>Text that would be read as more than text (CommonMark §2.4).</summary>
internal static class MarkdownEscapes
{
    // What bare links begin with.
    private static readonly string[] Schemes = ["http", "https", "ftp", "mailto", "tel"];

    /// <summary>Adds a character of a text, behind what stands before it in its line.</summary>
    public static void Append(StringBuilder line, string text, int at)
    {
        var c = text[at];
        switch (c)
        {
            case '\\' or '`' or '*' or '[' or ']' or '<' or '~' or '|':
                line.Append('\\').Append(c);
                break;
            case '_':
                // Within a word it is none (§6.2).
                if (at == 0 || at + 1 == text.Length || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at + 1]))
                    line.Append('\\');
                line.Append(c);
                break;
            case '&':
                line.Append(at + 1 == text.Length || char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '#' ? "&amp;" : "&");
                break;
            case '!':
                // A link may follow.
                line.Append(at + 1 == text.Length ? "\\!" : "!");
                break;
            case '#' or '+' or '-' or '=' or '>' or ':' when IsLineStart(line):
                line.Append('\\').Append(c);
                break;
            case '.' or ')' when IsNumberOfALine(line):
                line.Append('\\').Append(c);
                break;
            case ':' when Schemes.Any(s => EndsWith(line, s)):
                line.Append("&#58;");
                break;
            case '.' when EndsWith(line, "www"):
                line.Append("&#46;");
                break;
            default:
                line.Append(c);
                break;
        }
    }

    private static bool IsLineStart(StringBuilder line) => line.Length == 0 || line[^1] == '\n';

    // §5.2: one to nine digits.
    private static bool IsNumberOfALine(StringBuilder line)
    {
        for (var i = line.Length - 1; ; i--)
        {
            if (i < 0 || line[i] == '\n')
                return i < line.Length - 1;
            if (!char.IsAsciiDigit(line[i]) || line.Length - i > 9)
                return false;
        }
    }

    private static bool EndsWith(StringBuilder line, string end)
    {
        var start = line.Length - end.Length;
        if (start < 0)
            return false;
        for (var i = 0; i < end.Length; i++)
        {
            if (char.ToLowerInvariant(line[start + i]) != end[i])
                return false;
        }

        return true;
    }
}
