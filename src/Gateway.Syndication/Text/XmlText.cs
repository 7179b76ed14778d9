using System.Buffers;
using System.Text;

namespace Gateway.Syndication.Text;

/// <summary>Text that any XML 1.0 document can hold (§2.2, production 2).</summary>
internal static class XmlText
{
    /// <summary>Forbidden, or (surrogates) in need of a closer look.</summary>
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n' or '\r')).Concat(Enumerable.Range(0xD800, 0x800)).Append(0xFFFE).Append(0xFFFF).Select(c => (char)c)]);

    /// <summary>The text without the characters that XML forbids; lone surrogates become U+FFFD, so that a loss can be seen.</summary>
    public static string Clean(string text)
    {
        var first = text.AsSpan().IndexOfAny(Suspects);
        if (first < 0 || IsClean(text.AsSpan(first)))
            return text;

        var result = new StringBuilder(text.Length);
        result.Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                result.Append(character).Append(text[++i]);
            else if (char.IsSurrogate(character))
                result.Append('\uFFFD');
            else if (!Suspects.Contains(character))
                result.Append(character);
        }

        return result.ToString();
    }

    /// <summary>
    /// The text on one line: cleaned, free of what would turn round the text after it (<see cref="BidiControls"/>), and each
    /// run of white space a single space, none at the ends.
    /// </summary>
    public static string OneLine(string text)
    {
        text = BidiControls.Contain(Clean(text));
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character) && !char.IsControl(character))
                result.Append(character);
            else if (result.Length > 0 && result[^1] != ' ')
                result.Append(' ');
        }

        if (result.Length > 0 && result[^1] == ' ')
            result.Length--;

        var line = result.ToString();
        return string.Equals(line, text, StringComparison.Ordinal) ? text : line;
    }

    private static bool IsClean(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOfAny(Suspects); i >= 0; i = text.IndexOfAny(Suspects))
        {
            if (!char.IsHighSurrogate(text[i]) || i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1]))
                return false;

            text = text[(i + 2)..];
        }

        return true;
    }
}
