using System.Collections.Frozen;
using System.Text;
using Gateway.Syndication.Text;
using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Upstream;

/// <summary>Titles and names as plain text. Nothing says of those in RSS whether they are text or HTML; Atom's say it.</summary>
internal static class PlainTitle
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Tags = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "a", "abbr", "acronym", "b", "big", "blockquote", "br", "center", "cite", "code", "del", "dfn", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
        "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "ul", "var", "wbr").GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// One line of text from what may be HTML: tags that HTML has are left out and references are read once more; what only looks like a tag is text.
    /// </summary>
    /// <returns>Null where nothing is left.</returns>
    public static string? OfHtml(string? html, int limit) => html is null ? null : OfText(CharacterReferences.Decode(WithoutTags(html)), limit);

    /// <summary>One line of text.</summary>
    /// <returns>Null where nothing is left.</returns>
    public static string? OfText(string? text, int limit)
    {
        if (text is null)
            return null;
        var line = XmlText.OneLine(text);
        if (line.Length > limit)
            line = line[..(char.IsHighSurrogate(line[limit - 1]) ? limit - 1 : limit)];
        return line.Length == 0 ? null : line;
    }

    private static string WithoutTags(string html)
    {
        var next = html.IndexOf('<', StringComparison.Ordinal);
        if (next < 0)
            return html;
        var text = new StringBuilder(html.Length);
        var rest = html.AsSpan();
        for (; next >= 0; next = rest.IndexOf('<'))
        {
            text.Append(rest[..next]);
            rest = rest[next..];
            var length = TagLength(rest);
            if (length == 0)
                text.Append('<');
            rest = rest[Math.Max(1, length)..];
        }

        return text.Append(rest).ToString();
    }

    private static int TagLength(ReadOnlySpan<char> text)
    {
        var name = text[1..];
        if (name is ['/', ..])
            name = name[1..];
        var end = name.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ123456");
        if (end <= 0 || name[end] is not ('>' or ' ' or '/' or '\t' or '\n' or '\r') || !Tags.Contains(name[..end]))
            return 0;
        var close = text[1..].IndexOfAny('<', '>');
        return close >= 0 && text[close + 1] == '>' ? close + 2 : 0;
    }
}
