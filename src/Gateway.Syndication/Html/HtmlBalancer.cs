using System.Text;

namespace Gateway.Syndication.Html;

/// <summary>
/// The first of two layers between article text and a page: rewrites any HTML, in one linear pass, to balanced tags of
/// <see cref="HtmlVocabulary"/> of bounded depth. What comes after it is a real HTML parser, whose cost on unbalanced input
/// can grow with the square of it (formatting elements reopened in every paragraph, thousands of attributes on a tag) and
/// whose trees are walked recursively. What would make more than <see cref="MaxWeight"/> is cut off, with an ellipsis: here,
/// before all formats, so that it is the same in each.
/// </summary>
internal sealed class HtmlBalancer
{
    private const int MaxDepth = 64;

    /// <summary>Several times what the longest articles have; of what comes later only the text stays.</summary>
    private const int MaxElements = 10_000;

    /// <summary>About the characters that a feed takes for it; some ten times what the longest articles have.</summary>
    internal const int MaxWeight = 4_000_000;

    /// <summary>What a character of markup costs beyond itself where it is escaped once more.</summary>
    private const int EscapeWeight = 4;

    /// <summary>No entity of HTML has a longer name.</summary>
    private const int MaxEntity = 40;

    private readonly string html;
    private readonly StringBuilder output;
    private readonly List<string> open = new(MaxDepth);
    private int at;
    private int elements;
    private int left = MaxWeight;

    private HtmlBalancer(string html)
    {
        this.html = html;
        output = new StringBuilder(html.Length + html.Length / 8);
    }

    /// <summary>Rewrites HTML.</summary>
    public static string Balance(string html)
    {
        var balancer = new HtmlBalancer(html);
        balancer.Run();
        return balancer.output.ToString();
    }

    private void Run()
    {
        while (at < html.Length && left > 0)
        {
            var tag = html.IndexOf('<', at);
            if (!Text(html.AsSpan(at, (tag < 0 ? html.Length : tag) - at)) || tag < 0)
                break;

            at = tag + 1;
            var next = at < html.Length ? html[at] : ' ';
            if (char.IsAsciiLetter(next))
                StartTag();
            else if (next == '/' && at + 1 < html.Length && char.IsAsciiLetter(html[at + 1]))
                EndTag();
            else if (next is '!' or '?' or '/')
                Comment();
            else
                Text("&lt;");
        }

        CloseTo(0);
    }

    /// <summary>Writes text, or as much of it as there is room for; false where the rest is to be left out.</summary>
    private bool Text(ReadOnlySpan<char> text)
    {
        var weight = Weigh(text);
        if (weight <= left)
        {
            output.Append(text);
            left -= weight;
            return true;
        }

        var fits = 0;
        while (left >= 0)
            left -= Weigh(text.Slice(fits++, 1));

        output.Append(text[..Whole(text[..(fits - 1)])]).Append('\u2026');
        return false;
    }

    private static int Weigh(ReadOnlySpan<char> text) => text.Length + EscapeWeight * (text.Count('&') + text.Count('>'));

    /// <summary>How much of a text that was cut ends with a whole character.</summary>
    private static int Whole(ReadOnlySpan<char> cut)
    {
        var tail = cut[Math.Max(0, cut.Length - MaxEntity)..];
        if (tail.LastIndexOf('&') is >= 0 and var entity && !tail[entity..].Contains(';'))
            return cut.Length - tail.Length + entity;
        return cut is [.., var last] && char.IsHighSurrogate(last) ? cut.Length - 1 : cut.Length;
    }

    // HTML 13.2.5.41 and following: a comment that nothing ends swallows the rest, as in a browser.
    private void Comment()
    {
        if (string.CompareOrdinal(html, at, "!--", 0, 3) == 0)
        {
            if (string.CompareOrdinal(html, at, "!-->", 0, 4) == 0 || string.CompareOrdinal(html, at, "!--->", 0, 5) == 0)
                SkipPast(">");
            else
                SkipPast("-->");
        }
        else
        {
            SkipPast(">");
        }
    }

    private void SkipPast(string end)
    {
        var found = html.IndexOf(end, at, StringComparison.Ordinal);
        at = found < 0 ? html.Length : found + end.Length;
    }

    private string TagName()
    {
        var start = at;
        while (at < html.Length && !char.IsWhiteSpace(html[at]) && html[at] is not ('/' or '>'))
            at++;

        return html.AsSpan(start, Math.Min(at - start, 32)).ToString().ToLowerInvariant();
    }

    private void EndTag()
    {
        at++;
        var name = TagName();
        SkipPast(">");
        var index = open.LastIndexOf(name);
        if (index < 0)
            return;

        // A stray end tag in a cell does not reach out of its table.
        var isTablePart = TableParts.IsPart(name);
        if (!isTablePart && TableParts.LastCell(open) > index)
            return;

        CloseTo(index);
    }

    private void StartTag()
    {
        var name = TagName();
        var attributes = HtmlAttributes.Read(html, ref at);
        if (attributes is null)
            return;

        if (HtmlVocabulary.Swallowed.Contains(name))
        {
            Swallow(name);
            return;
        }

        if (name is "input")
        {
            TaskBox(attributes);
            return;
        }

        if (name is "a" && attributes.Get("href") is ['#', 'f', 'n', .. var footnote])
        {
            // Ids are dropped, so a footnote's number leads nowhere and its way back is noise.
            if (footnote.StartsWith("ref:", StringComparison.Ordinal))
                Swallow(name);

            return;
        }

        if (!HtmlVocabulary.Elements.Contains(name) || ++elements > MaxElements)
            return;

        CloseImplied(name);
        var isVoid = HtmlVocabulary.Void.Contains(name);
        if (!isVoid && open.Count >= MaxDepth)
            return;

        var start = output.Length;
        output.Append('<').Append(name);
        attributes.Write(name, output);
        output.Append('>');
        // Twice: it may have an end, and quotes that are escaped once more.
        left -= 2 * (output.Length - start);
        if (!isVoid)
            open.Add(name);
    }

    // What Markdown's task lists come to; there are no forms in an article.
    private void TaskBox(HtmlAttributes attributes)
    {
        if (string.Equals(attributes.Get("type"), "checkbox", StringComparison.OrdinalIgnoreCase))
            output.Append(attributes.Get("checked") is null ? "\u2610" : "\u2611");
    }

    private void Swallow(string name)
    {
        if (name is "plaintext")
        {
            at = html.Length;
            return;
        }

        var end = html.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
        at = end < 0 ? html.Length : end;
        if (end >= 0)
            SkipPast(">");
    }

    /// <summary>Ends what the start of an element ends by itself, so that the parser after this one agrees about it.</summary>
    private void CloseImplied(string name)
    {
        var cell = TableParts.LastCell(open);
        if (HtmlVocabulary.EndsParagraph.Contains(name) && open.LastIndexOf("p") is var paragraph && paragraph > cell)
            CloseTo(paragraph);

        switch (name)
        {
            case "a" when open.LastIndexOf("a") is var link && link > cell:
                CloseTo(link);
                break;
            // HTML 13.2.6.4.7: as far as something that such an item may be in.
            case "li" when open.FindLastIndex(HtmlVocabulary.HoldsItems.Contains) is var item && item > cell && open[item] is "li":
                CloseTo(item);
                break;
            case "dt" or "dd" when open.FindLastIndex(HtmlVocabulary.HoldsItems.Contains) is var term && term > cell && open[term] is "dt" or "dd":
                CloseTo(term);
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6" when open.Count > 0 && open[^1] is ['h', >= '1' and <= '6']:
                CloseTo(open.Count - 1);
                break;
            default:
                if (TableParts.FirstEndedBy(name, open) is >= 0 and var part)
                    CloseTo(part);

                break;
        }
    }

    private void CloseTo(int depth)
    {
        if (depth < 0)
            return;

        for (var i = open.Count - 1; i >= depth; i--)
            output.Append("</").Append(open[i]).Append('>');

        open.RemoveRange(depth, open.Count - depth);
    }
}
