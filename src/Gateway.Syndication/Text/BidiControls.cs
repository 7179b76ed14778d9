using System.Buffers;

namespace Gateway.Syndication.Text;

/// <summary>
/// Embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9 §2): one that nothing ends turns round
/// whatever a list or a page shows after the line that it stands in. The implicit marks (U+200E, U+200F) reach no further than
/// themselves.
/// </summary>
internal static class BidiControls
{
    private const char Pdf = '\u202C', Pdi = '\u2069';

    /// <summary>UAX #9 ignores what is nested deeper (BD2), and with it what ends there.</summary>
    private const int MaxDepth = 60;

    private static readonly SearchValues<char> All = SearchValues.Create("\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>
    /// The line as it is where each control is ended in it, as in titles that quote another script; without all of them
    /// where one is not, or where an override shows letters in an order that no language has.
    /// </summary>
    public static string Contain(string line) => IsContained(line) ? line : string.Concat(line.Where(c => !All.Contains(c)));

    private static bool IsContained(ReadOnlySpan<char> line)
    {
        Span<char> ends = stackalloc char[MaxDepth];
        var depth = 0;
        for (var at = line.IndexOfAny(All); at >= 0; at = line.IndexOfAny(All))
        {
            switch (line[at])
            {
                case '\u202D' or '\u202E':
                    return false;
                case Pdf or Pdi:
                    if (depth == 0 || ends[--depth] != line[at])
                        return false;
                    break;
                default:
                    if (depth == MaxDepth)
                        return false;
                    ends[depth++] = line[at] is '\u202A' or '\u202B' ? Pdf : Pdi;
                    break;
            }

            line = line[(at + 1)..];
        }

        return depth == 0;
    }
}
