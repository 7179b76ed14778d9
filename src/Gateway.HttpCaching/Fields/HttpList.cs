using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Fields;

/// <summary>Comma-separated lists (RFC 9110 §5.6.1): commas inside quoted strings do not separate, empty members are dropped.</summary>
public static class HttpList
{
    /// <summary>The members of all lines of a field, in order, without the white space around them.</summary>
    public static IEnumerable<string> Split(StringValues field)
    {
        foreach (var line in field)
        {
            if (string.IsNullOrEmpty(line))
                continue;

            foreach (var member in Split(line, ','))
                yield return member;
        }
    }

    /// <summary>The parts of one line between separators outside quoted strings (RFC 9110 §5.6.4), trimmed; empty ones are dropped.</summary>
    public static IEnumerable<string> Split(string line, char separator)
    {
        ArgumentNullException.ThrowIfNull(line);
        var start = 0;
        var quoted = false;
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || (!quoted && line[i] == separator))
            {
                var part = line.AsSpan(start, i - start).Trim(" \t");
                if (!part.IsEmpty)
                    yield return part.ToString();
                start = i + 1;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (quoted && line[i] == '\\')
            {
                // A quoted pair; at the very end of a broken line nothing follows it.
                i = Math.Min(i + 1, line.Length - 1);
            }
        }
    }

    /// <summary>Whether the text is a token (RFC 9110 §5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenCharacters);

    private static readonly System.Buffers.SearchValues<char> TokenCharacters =
        System.Buffers.SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
