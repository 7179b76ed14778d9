using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.PlainText;

/// <summary>
/// Lays sanitised HTML out as plain text: paragraphs apart, lists with bullets, quotes and code indented, tables in columns,
/// links as <c>text (address)</c>. Lines are not wrapped; whoever shows them knows the width.
/// </summary>
internal sealed class TextLayout
{
    /// <summary>
    /// Levels of quotations, lists and code that are shown; what stands deeper is aligned with the last of them. No one reads more, and
    /// each line repeats them.
    /// </summary>
    private const int MaxIndents = 10;

    /// <summary>How many characters more than the HTML has all indents together may take: code of one letter a line takes many times its own.</summary>
    private const int SpareIndents = 4_096;

    private readonly StringBuilder output;
    private readonly StringBuilder line = new();
    private readonly List<string> indents = [];
    private string marker = "";
    private bool isTight;
    private int indentsLeft;

    private TextLayout(int length)
    {
        output = new StringBuilder(length);
        indentsLeft = length + SpareIndents;
    }

    /// <summary>The text of a fragment, without a line break at its end.</summary>
    /// <param name="html">Out of the sanitiser: its depth is bounded.</param>
    public static string Of(string html)
    {
        var layout = new TextLayout(html.Length);
        var document = new HtmlParser().ParseDocument(html);
        if (document.Body is { } body)
            layout.Blocks(body);

        layout.Flush();
        return XmlText.Clean(layout.output.ToString()).Trim('\n');
    }

    private void Blocks(INode parent)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text)
                Collapse(text.Data);
            else if (node is IElement element)
                Element(element);
        }
    }

    private void Element(IElement element)
    {
        switch (element.LocalName)
        {
            case "br":
                TrimLine();
                line.Append('\n');
                break;
            case "hr":
                Block(() => line.Append("* * *"));
                break;
            case "img":
                if (XmlText.OneLine(element.GetAttribute("alt") ?? "") is { Length: > 0 } alt)
                    line.Append('[').Append(alt).Append(']');
                break;
            case "a":
                Link(element);
                break;
            case "q":
                line.Append('“');
                Blocks(element);
                line.Append('”');
                break;
            case "pre":
                Indented("    ", () => line.Append(element.TextContent.ReplaceLineEndings("\n").Trim('\n')));
                break;
            case "blockquote":
                Indented("> ", () => Blocks(element));
                break;
            case "dd":
                Indented("    ", () => Blocks(element), tight: true);
                break;
            case "ul" or "ol":
                List(element);
                break;
            case "table":
                Block(() => line.Append(TableLayout.Of(element)));
                break;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                Heading(element);
                break;
            case "p" or "div" or "section" or "article" or "aside" or "header" or "address" or "figure" or "figcaption" or "details" or "summary" or "dl" or "dt" or "li":
                Block(() => Blocks(element));
                break;
            default:
                Blocks(element);
                break;
        }
    }

    private void Heading(IElement element)
    {
        Flush();
        Blocks(element);
        TrimLine();
        var width = Math.Min(72, TableLayout.Width(line.ToString()));
        if (width > 0)
            line.Append('\n').Append('-', width);

        Flush();
    }

    private void Link(IElement element)
    {
        var start = line.Length;
        Blocks(element);
        var address = element.GetAttribute("href");
        var text = start <= line.Length ? line.ToString(start, line.Length - start).Trim() : "";
        if (address is null || string.Equals(text, address, StringComparison.Ordinal) || address.EndsWith(text, StringComparison.Ordinal) && text.Contains('.', StringComparison.Ordinal))
            return;

        var space = line.Length > 0 && line[^1] == ' ';
        line.Append(space ? "" : " ").Append('(').Append(address).Append(')').Append(space ? " " : "");
    }

    private void List(IElement list)
    {
        Flush();
        if (!isTight)
            Gap();

        var wasTight = isTight;
        var number = int.TryParse(list.GetAttribute("start"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var start) ? start : 1;
        isTight = true;
        foreach (var item in list.Children)
        {
            var bullet = list.LocalName is "ol" ? string.Create(CultureInfo.InvariantCulture, $"{number}. ") : "- ";
            number = unchecked(number + 1);
            Flush();
            marker = bullet;
            Indented(new string(' ', bullet.Length), () => Blocks(item), tight: true);
        }

        isTight = wasTight;
        if (!wasTight)
            Gap();
    }

    private void Block(Action write)
    {
        Flush();
        write();
        Flush();
    }

    private void Indented(string indent, Action write, bool tight = false)
    {
        Flush();
        var wasTight = isTight;
        isTight |= tight;
        indents.Add(indent);
        write();
        Flush();
        indents.RemoveAt(indents.Count - 1);
        isTight = wasTight;
        marker = "";
    }

    private void Collapse(string text)
    {
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character) || character == '\u00A0')
                line.Append(character);
            else if (line.Length > 0 && line[^1] is not (' ' or '\n'))
                line.Append(' ');
        }
    }

    private void TrimLine()
    {
        while (line.Length > 0 && line[^1] == ' ')
            line.Length--;
    }

    /// <summary>Writes the block that has gathered.</summary>
    private void Flush()
    {
        TrimLine();
        if (line.ToString().Trim('\n') is { Length: > 0 } block)
        {
            if (!isTight)
                Gap();

            foreach (var row in block.Split('\n'))
            {
                if (row.Length > 0)
                    Prefix();

                output.Append(row).Append('\n');
            }
        }

        line.Clear();
    }

    private void Gap()
    {
        if (output.Length > 1 && !(output[^1] == '\n' && output[^2] == '\n'))
            output.Append('\n');
    }

    private void Prefix()
    {
        var start = output.Length;
        var shown = indentsLeft > 0 ? Math.Min(indents.Count, MaxIndents) : 0;
        for (var i = 0; i < shown - 1; i++)
            output.Append(indents[i]);

        // The mark of an item stands for the innermost indent.
        if (marker.Length > 0)
            output.Append(marker);
        else if (shown > 0)
            output.Append(indents[shown - 1]);

        indentsLeft -= output.Length - start;
        marker = "";
    }
}
