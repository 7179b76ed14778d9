using System.Text;
using AngleSharp.Dom;
using Gateway.Syndication.Html;

namespace Gateway.Syndication.Upstream.Conversion;

/// <summary>Where a text stands.</summary>
internal enum InlineStyle
{
    /// <summary>It may have lines.</summary>
    Paragraph,

    /// <summary>It is a line: breaks are blanks.</summary>
    Line,

    /// <summary>It is a line of a table, where breaks are HTML.</summary>
    Cell,
}

/// <summary>
/// What stands in a paragraph, a heading or a cell (CommonMark §6). White space is as HTML shows it. Marks of emphasis stand beside
/// letters and digits alone, where they are that whatever is around them (§6.2); elsewhere tags do.
/// </summary>
internal sealed class InlineMarkdown(InlineStyle style)
{
    // What is nested deeper is read as if it were not.
    private const int MaxDepth = 12;

    private readonly StringBuilder _text = new();
    private bool _isSpaceDue;
    private bool _beginsWithSpace;

    /// <summary>Some nodes as one text; empty where there is nothing to read or see.</summary>
    public static string Of(IEnumerable<INode> nodes, InlineStyle style)
    {
        var inline = new InlineMarkdown(style);
        inline.Nodes(nodes, 0);
        return inline.Finished();
    }

    /// <summary>How many of a character follow one another at most.</summary>
    public static int LongestRun(string text, char character)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == character ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private void Nodes(IEnumerable<INode> nodes, int depth)
    {
        foreach (var node in nodes)
        {
            if (node is IText text)
                Text(text.Data);
            else if (node is IElement element)
                Element(element, depth);
        }
    }

    private void Element(IElement element, int depth)
    {
        var name = element.LocalName;
        if (depth >= MaxDepth && name is not ("br" or "img" or "a"))
        {
            Nodes(element.ChildNodes, depth);
            return;
        }

        switch (name)
        {
            case "br":
                Break();
                break;
            case "img":
                Image(element);
                break;
            case "a" when element.GetAttribute("href") is { Length: > 0 } address:
                Wrapped(element, depth, _ => ("[", $"]({Destination(address)}{Title(element)})"));
                break;
            case "strong" or "b":
                Emphasised(element, depth, "**", "strong");
                break;
            case "em" or "i" or "cite" or "dfn" or "var":
                Emphasised(element, depth, "*", "em");
                break;
            case "del" or "s" or "strike":
                Emphasised(element, depth, "~~", "del");
                break;
            // A span of code has no links.
            case "code" or "tt" or "samp" when element.QuerySelector("a, img") is not null:
                Wrapped(element, depth, _ => ("<code>", "</code>"));
                break;
            case "code" or "tt" or "samp":
                Code(element.TextContent);
                break;
            case "sub" or "sup" or "mark" or "ins" or "u" or "small" or "kbd" or "abbr" or "bdo" or "q" or "ruby" or "rt" or "rp":
                var (start, end) = HtmlWriter.Tags(element);
                Wrapped(element, depth, _ => (start, end));
                break;
            default:
                var isApart = BlockMarkdown.IsBlock(name);
                _isSpaceDue |= isApart;
                Nodes(element.ChildNodes, depth + (isApart ? 0 : 1));
                _isSpaceDue |= isApart;
                break;
        }
    }

    private void Emphasised(IElement element, int depth, string mark, string tag) => Wrapped(
        element,
        depth,
        text => char.IsLetterOrDigit(text[0]) && char.IsLetterOrDigit(text[^1]) && (_text.Length == 0 || _text[^1] != mark[0]) ? (mark, mark) : ($"<{tag}>", $"</{tag}>"));

    // White space at its ends stands outside of it.
    private void Wrapped(IElement element, int depth, Func<string, (string Start, string End)> marks)
    {
        var inner = new InlineMarkdown(style);
        inner.Nodes(element.ChildNodes, depth + 1);
        var text = inner.Finished();
        _isSpaceDue |= inner._beginsWithSpace;
        if (text.Length == 0)
        {
            _isSpaceDue |= inner._isSpaceDue;
            return;
        }

        Space();
        var (start, end) = marks(text);
        _text.Append(start).Append(text).Append(end);
        _isSpaceDue = inner._isSpaceDue;
    }

    private string Finished()
    {
        var length = _text.Length;
        while (length > 0 && _text[length - 1] == '\n')
            length -= 2; // "\\\n"
        return _text.ToString(0, Math.Max(0, length));
    }

    private void Text(string data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            if (data[i] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _isSpaceDue = true;
                continue;
            }

            Space();
            MarkdownEscapes.Append(_text, data, i);
        }
    }

    private void Space()
    {
        if (!_isSpaceDue)
            return;
        _isSpaceDue = false;
        if (_text.Length == 0)
            _beginsWithSpace = true;
        else if (_text[^1] != '\n')
            _text.Append(' ');
    }

    private void Break()
    {
        _isSpaceDue = false;
        switch (style)
        {
            case InlineStyle.Line:
                _isSpaceDue = true;
                break;
            case InlineStyle.Cell:
                _text.Append("<br>");
                break;
            default:
                if (_text.Length > 0)
                    _text.Append("\\\n");
                else
                    _beginsWithSpace = true;
                break;
        }
    }

    private void Image(IElement image)
    {
        if (image.GetAttribute("src") is not { Length: > 0 } address)
            return;
        Space();
        _text.Append("![");
        var alternative = image.GetAttribute("alt") ?? "";
        var words = string.Join(' ', alternative.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        for (var i = 0; i < words.Length; i++)
            MarkdownEscapes.Append(_text, words, i);
        _text.Append("](").Append(Destination(address)).Append(Title(image)).Append(')');
    }

    // CommonMark §6.1.
    private void Code(string content)
    {
        var text = string.Join(' ', content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length == 0)
        {
            _isSpaceDue |= content.Length > 0;
            return;
        }

        _isSpaceDue |= char.IsWhiteSpace(content[0]);
        Space();
        // Beside others its own would be more of them.
        if (_text.Length > 0 && _text[^1] == '`')
            _text.Append("<!-- -->");
        var fence = new string('`', LongestRun(text, '`') + 1);
        var pad = text[0] == '`' || text[^1] == '`' ? " " : "";
        _text.Append(fence).Append(pad).Append(text).Append(pad).Append(fence);
        _isSpaceDue = char.IsWhiteSpace(content[^1]);
    }

    // CommonMark §6.3.
    private static string Destination(string address)
    {
        var clean = new StringBuilder(address.Length);
        foreach (var c in address)
        {
            if (c is '<' or '>' or '\\' or ' ' or '|' or < ' ')
                clean.Append(Uri.HexEscape(c));
            else
                clean.Append(c);
        }

        clean.Replace("&", "&amp;");
        return clean.ToString().AsSpan().ContainsAny('(', ')') ? $"<{clean}>" : clean.ToString();
    }

    private static string Title(IElement element)
    {
        if (element.GetAttribute("title") is not { } title || string.IsNullOrWhiteSpace(title))
            return "";
        var text = new StringBuilder(" \"");
        var words = string.Join(' ', title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var c in words)
        {
            if (c is '"' or '\\' or '|' or '`')
                text.Append('\\').Append(c);
            else if (c is '&')
                text.Append("&amp;");
            else
                text.Append(c);
        }

        return text.Append('"').ToString();
    }
}
