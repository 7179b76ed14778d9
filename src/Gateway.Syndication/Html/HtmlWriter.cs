using System.Text;
using AngleSharp.Dom;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Html;

/// <summary>
/// Writes a sanitised tree as an HTML fragment, in time linear in its size (the parser's own writer looks for each node's
/// siblings), with headings one rank down where the text uses the page's own.
/// </summary>
internal sealed class HtmlWriter
{
    // Links grow when they become absolute, each by the length of the address that they start from.
    private const int MaxLength = HtmlBalancer.MaxWeight;

    private readonly StringBuilder output = new();
    private readonly bool demote;

    private HtmlWriter() => demote = false;

    private HtmlWriter(IElement body) => demote = body.QuerySelector("h1") is not null;

    /// <summary>The body's content.</summary>
    public static string Write(IElement body)
    {
        var writer = new HtmlWriter(body);
        writer.Children(body);
        return XmlText.Clean(writer.output.ToString()).Trim();
    }

    /// <summary>An element with all that is in it, as it is.</summary>
    public static string WriteElement(IElement element)
    {
        var writer = new HtmlWriter();
        writer.Element(element);
        return XmlText.Clean(writer.output.ToString());
    }

    /// <summary>An element's tags.</summary>
    public static (string Start, string End) Tags(IElement element)
    {
        var writer = new HtmlWriter();
        writer.StartTag(element, element.LocalName);
        return (XmlText.Clean(writer.output.ToString()), $"</{element.LocalName}>");
    }

    // The balancer bounds the depth.
    private void Children(INode parent)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (output.Length > MaxLength)
                return;

            if (node is IText text)
                Escape(text.Data, isAttribute: false);
            else if (node is IElement element)
                Element(element);
        }
    }

    private void Element(IElement element)
    {
        var name = element.LocalName;
        if (name is "img" && !element.HasAttribute("src"))
            return;

        if (demote && name is ['h', >= '1' and < '6'])
            name = "h" + (char)(name[1] + 1);

        StartTag(element, name);
        if (HtmlVocabulary.Void.Contains(name))
            return;

        // A parser drops the first line break of a pre element (HTML, 13.1.2.5).
        if (name is "pre" && element.TextContent.StartsWith('\n'))
            output.Append('\n');

        Children(element);
        output.Append("</").Append(name).Append('>');
    }

    private void StartTag(IElement element, string name)
    {
        output.Append('<').Append(name);
        foreach (var attribute in element.Attributes)
        {
            output.Append(' ').Append(attribute.Name).Append("=\"");
            Escape(attribute.Value, isAttribute: true);
            output.Append('"');
        }

        output.Append('>');
    }

    private void Escape(string text, bool isAttribute)
    {
        var rest = text.AsSpan();
        for (var i = rest.IndexOfAny("&<>\""); i >= 0; i = rest.IndexOfAny("&<>\""))
        {
            output.Append(rest[..i]).Append(rest[i] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ => isAttribute ? "&quot;" : "\"",
            });
            rest = rest[(i + 1)..];
        }

        output.Append(rest);
    }
}
