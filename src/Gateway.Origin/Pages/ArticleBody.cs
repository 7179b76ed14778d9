using System.Globalization;
using System.Net;
using System.Text;

namespace Gateway.Origin.Pages;

/// <summary>
/// Fits an article's sanitised body into its page. Works on bytes that an HTML serialiser wrote, in which a tag's name
/// directly follows <c>&lt;</c> in lower case; nothing here adds a quote or a bracket, so sanitised markup stays so even where
/// an attribute's value looks like a tag.
/// </summary>
internal static class ArticleBody
{
    /// <summary>Bytes of the body that are compared with the title and the summary.</summary>
    private const int Beginning = 8 * 1024;

    /// <summary>Letters that may stand before a summary's words: a heading, a caption, a dateline.</summary>
    private const int Preamble = 160;

    /// <summary>The body without a first heading that repeats the title, and without headings of the page's own level.</summary>
    public static ReadOnlyMemory<byte> Fit(ReadOnlyMemory<byte> body, string title)
    {
        var fitted = WithoutTitle(body, title);
        return fitted.Span.IndexOf("<h1"u8) < 0 ? fitted : Lower(fitted);
    }

    /// <summary>Whether the words of <paramref name="text"/> stand in the body's first paragraphs, whatever is between the words.</summary>
    public static bool BeginsWith(ReadOnlyMemory<byte> body, string text)
    {
        var wanted = Letters(text);
        var beginning = Letters(TextOf(body));
        return wanted.Length > 0
            && beginning.AsSpan(0, Math.Min(beginning.Length, wanted.Length + Preamble)).Contains(wanted, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether the body contains the picture.</summary>
    public static bool Shows(ReadOnlyMemory<byte> body, string image) =>
        body.Span.IndexOf(Encoding.UTF8.GetBytes(image)) >= 0
        || body.Span.IndexOf(Encoding.UTF8.GetBytes(image.Replace("&", "&amp;", StringComparison.Ordinal))) >= 0;

    private static ReadOnlyMemory<byte> WithoutTitle(ReadOnlyMemory<byte> body, string title)
    {
        var span = body.Span;
        var start = span.Length - span.TrimStart(" \t\r\n"u8).Length;
        if (!span[start..].StartsWith("<h1"u8))
            return body;

        var end = span[start..].IndexOf("</h1>"u8);
        if (end < 0)
            return body;

        end += start + "</h1>"u8.Length;
        return string.Equals(Letters(TextOf(body[..end])), Letters(title), StringComparison.OrdinalIgnoreCase) ? body[end..] : body;
    }

    /// <summary>Moves each heading one level down, the sixth staying where it is: the page's own title is the only first one.</summary>
    private static byte[] Lower(ReadOnlyMemory<byte> body)
    {
        var bytes = body.ToArray();
        for (var i = 0; i < bytes.Length - 3; i++)
        {
            if (bytes[i] != (byte)'<')
                continue;
            var at = bytes[i + 1] == (byte)'/' ? i + 2 : i + 1;
            if (at + 2 < bytes.Length && bytes[at] == (byte)'h' && bytes[at + 1] is >= (byte)'1' and <= (byte)'5'
                && bytes[at + 2] is (byte)'>' or (byte)' ')
                bytes[at + 1]++;
        }

        return bytes;
    }

    /// <summary>The text at the beginning of the body; only compared, never shown.</summary>
    private static string TextOf(ReadOnlyMemory<byte> body)
    {
        var html = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, Beginning)]);
        var text = new StringBuilder(html.Length);
        var inTag = false;
        foreach (var c in html)
        {
            if (c is '<' or '>')
                inTag = c == '<';
            else if (!inTag)
                text.Append(c);
        }

        return WebUtility.HtmlDecode(text.ToString());
    }

    private static string Letters(string text) =>
        string.Concat(text.EnumerateRunes().Where(r => Rune.IsLetterOrDigit(r) || Rune.GetUnicodeCategory(r) is UnicodeCategory.NonSpacingMark));
}
