using System.Text;

namespace Gateway.Syndication.Upstream.Markup;

/// <summary>What an element holds.</summary>
/// <param name="Text">Its text, and that of the elements in it.</param>
/// <param name="Html">The same with the elements in it; null where there are none.</param>
internal readonly record struct ElementContent(string Text, string? Html)
{
    /// <summary>Reads an element to its end, which the reader is at then.</summary>
    /// <param name="reader">At the element's start.</param>
    /// <param name="limit">How many characters of it are kept.</param>
    public static ElementContent Read(MarkupReader reader, int limit)
    {
        var depth = reader.Depth;
        var first = "";
        StringBuilder? text = null, html = null;
        while (reader.Read() && (reader.Kind != MarkupKind.End || reader.Depth >= depth))
        {
            if (reader.Kind == MarkupKind.Text)
            {
                // Nearly all elements hold one text and nothing else.
                if (text is null && first.Length == 0)
                {
                    first = Cut(reader.Text, limit);
                    continue;
                }

                text ??= new StringBuilder(first);
                Append(text, reader.Text, limit);
                if (html is not null)
                    Append(html, HtmlText.Escape(reader.Text), limit);
                continue;
            }

            text ??= new StringBuilder(first);
            html ??= new StringBuilder(HtmlText.Escape(text.ToString()));
            if (reader.Kind == MarkupKind.Start)
                AppendStart(html, reader, limit);
            else if (html.Length < limit && !MarkupReader.HtmlVoid.Contains(reader.Name.Local))
                html.Append("</").Append(reader.Name.Local).Append('>');
        }

        return new ElementContent(text?.ToString() ?? first, html?.ToString());
    }

    private static void AppendStart(StringBuilder html, MarkupReader reader, int limit)
    {
        if (html.Length >= limit)
            return;
        html.Append('<').Append(reader.Name.Local);
        foreach (var (name, value) in reader.Attributes)
        {
            if (!name.Contains(':', StringComparison.Ordinal) && !name.StartsWith("xmlns", StringComparison.OrdinalIgnoreCase))
                html.Append(' ').Append(name).Append("=\"").Append(HtmlText.Escape(value)).Append('"');
        }

        html.Append('>');
    }

    private static void Append(StringBuilder to, string text, int limit)
    {
        if (to.Length < limit)
            to.Append(Cut(text, limit - to.Length));
    }

    private static string Cut(string text, int limit) =>
        text.Length <= limit ? text : text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
}
