using System.Buffers;
using System.Text;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Feeds;

/// <summary>
/// The last line of defence of every format: makes any text fit for XML 1.0 (§2.2) and HTML, and for feed validators, which also complain about C1
/// controls, U+FFFD and text that looks like UTF-8 read as Latin-1. Clean text comes back as the same string.
/// </summary>
internal static class FeedText
{
    private static readonly SearchValues<char> ForbiddenAscii = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r')), '\u007F']);

    private static readonly SearchValues<char> LineBreakers = SearchValues.Create("\t\n\r\u2028\u2029");

    /// <summary>What a C1 control was meant to be: Windows-1252, as in HTML's numeric character references.</summary>
    private const string Windows1252 =
        "\u20AC\0\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\0\u017D\0\0\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\0\u017E\u0178";

    /// <summary>Plain text without a character that any of the formats or their readers object to.</summary>
    public static string Clean(string text) => IsClean(text) ? text : Rebuild(text, "\u2060{0}");

    /// <summary>The same for serialised HTML, where a character reference can stand for what may not stand beside its neighbour.</summary>
    public static string CleanHtml(string html) => IsClean(html) ? html : Rebuild(html, "&#{1};");

    /// <summary>
    /// Plain text on one line: runs of white space become one space, none at the ends. Nothing in it turns round the text
    /// after it (<see cref="BidiControls"/>).
    /// </summary>
    public static string Line(string text) => Unbroken(BidiControls.Contain(text));

    /// <summary>The same for what people do not read: addresses, which must stay different where they were.</summary>
    public static string Unbroken(string text)
    {
        var clean = Clean(text);
        var trimmed = clean.AsSpan().Trim();
        if (!trimmed.ContainsAny(LineBreakers) && !trimmed.Contains("  ", StringComparison.Ordinal))
            return trimmed.Length == clean.Length ? clean : trimmed.ToString();

        var wanted = new StringBuilder(trimmed.Length);
        var space = false;
        foreach (var c in trimmed)
        {
            if (c is ' ' || LineBreakers.Contains(c))
            {
                space = true;
                continue;
            }

            if (space)
                wanted.Append(' ');
            space = false;
            wanted.Append(c);
        }

        return wanted.ToString();
    }

    /// <summary>A line of at most so many UTF-16 code units, cut between characters, with an ellipsis where something is missing.</summary>
    public static string Cut(string line, int length)
    {
        if (line.Length <= length)
            return line;
        var end = char.IsHighSurrogate(line[length - 2]) ? length - 2 : length - 1;
        return BidiControls.Contain(line[..end].TrimEnd() + "\u2026");
    }

    /// <summary>Whether writing the text to XML and reading it back loses nothing and warns nobody.</summary>
    public static bool IsClean(ReadOnlySpan<char> text) =>
        !text.ContainsAny(ForbiddenAscii)
        && !text.ContainsAnyInRange('\u0080', '\u009F')
        && !text.ContainsAnyInRange('\uFDD0', '\uFDEF')
        && !text.ContainsAnyInRange('\uFFFD', '\uFFFF')
        && SurrogatesAreSound(text)
        && !HasDoubleEncoding(text);

    private static bool SurrogatesAreSound(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0;)
        {
            if (Rune.DecodeFromUtf16(text[at..], out var rune, out _) != OperationStatus.Done || IsNoncharacter(rune))
                return false;
            text = text[(at + 2)..];
            at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return true;
    }

    private static bool HasDoubleEncoding(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny('\u00C2', '\u00C3'); at >= 0 && at + 1 < text.Length; at = text.IndexOfAny('\u00C2', '\u00C3'))
        {
            if (text[at + 1] is >= '\u0080' and <= '\u00BF')
                return true;
            text = text[(at + 1)..];
        }

        return false;
    }

    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    private static string Rebuild(string text, string doubled)
    {
        var clean = new StringBuilder(text.Length + 16);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var whole = Rune.DecodeFromUtf16(rest, out var rune, out var used) == OperationStatus.Done;
            rest = rest[used..];
            if (!whole || rune.Value == 0xFFFD)
                clean.Append('?');
            else if (rune.Value is 0x0B or 0x0C)
                clean.Append(' ');
            else if (rune.Value is >= 0x80 and <= 0x9F && Windows1252[rune.Value - 0x80] is not '\0' and var meant)
                clean.Append(meant);
            else if (rune.Value is >= 0x80 and <= 0x9F || IsNoncharacter(rune) || (rune.IsAscii && ForbiddenAscii.Contains((char)rune.Value)))
                continue;
            else if (rune.Value is >= 0xA0 and <= 0xBF && clean.Length > 0 && clean[^1] is '\u00C2' or '\u00C3')
                clean.AppendFormat(null, doubled, (char)rune.Value, rune.Value);
            else
                clean.Append(rune.ToString());
        }

        return clean.ToString();
    }
}
