using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Upstream;

/// <summary>What elements of feeds hold, by what their attributes say of it. Each reads the element, at whose start the reader is, to its end.</summary>
internal sealed class ElementValues(MarkupReader reader, ElementBase addresses, UpstreamLimits limits)
{
    /// <summary>A title or another line: Atom says by <c>type</c> what it is (RFC 4287 §3.1), of others nobody does.</summary>
    public string? Line()
    {
        var isAtom = reader.Vocabulary == Vocabulary.Atom;
        var (type, isEscaped) = (reader.Attribute("type"), reader.Attribute("mode") is "escaped");
        var content = Content();
        // With elements in it, its text is what is left of them; else it may be HTML, unless it says that it is not.
        return content.Html is not null || (isAtom && !isEscaped && type is null or "text" or "text/plain")
            ? PlainTitle.OfText(content.Text, limits.Text)
            : PlainTitle.OfHtml(content.Text, limits.Text);
    }

    /// <summary>Text without further meaning.</summary>
    public string? Text() => PlainTitle.OfText(Content().Text, limits.Text);

    /// <summary>HTML: of Atom by its <c>type</c> (RFC 4287 §4.1.3.3), else what is escaped in it or stands in it.</summary>
    /// <returns>Null where there is nothing, or nothing to be read.</returns>
    public string? Html()
    {
        var isAtom = reader.Vocabulary == Vocabulary.Atom;
        var (type, mode) = (reader.Attribute("type")?.Trim().ToLowerInvariant(), reader.Attribute("mode"));
        var content = Content();
        if (!isAtom)
            return Filled(content.Html ?? content.Text);
        return type switch
        {
            null or "text" or "text/plain" when content.Html is null && mode is not "escaped" => Filled(HtmlText.Paragraphs(content.Text)),
            null or "text" or "text/plain" or "html" or "text/html" or "xhtml" or "application/xhtml+xml" => Filled(content.Html ?? content.Text),
            // Base64, or of another kind altogether.
            _ => null,
        };
    }

    /// <summary>Text, unless its <c>type</c> says that it is HTML (Media RSS).</summary>
    public string? TextOrHtml()
    {
        var isHtml = reader.Attribute("type") is "html";
        var content = Content();
        return Filled(content.Html ?? (isHtml ? content.Text : HtmlText.Paragraphs(content.Text)));
    }

    /// <summary>An address, relative to what it stands in.</summary>
    public string? Address()
    {
        var relativeTo = addresses.Address;
        return UpstreamAddress.Of(Content().Text, relativeTo, limits.Text);
    }

    /// <summary>The address of an attribute; the element is read to its end by another.</summary>
    public string? Address(string attribute) => UpstreamAddress.Of(reader.Attribute(attribute), addresses.Address, limits.Text);

    public DateTimeOffset? Date() => UpstreamDate.Parse(Content().Text);

    /// <summary>A person of Atom (RFC 4287 §3.2), or the line that stands for one elsewhere.</summary>
    public UpstreamPerson? Person()
    {
        var depth = reader.Depth;
        string? name = null, address = null, line = null;
        while (reader.Read() && (reader.Kind != MarkupKind.End || reader.Depth >= depth))
        {
            if (reader.Kind == MarkupKind.Text)
                line += line is null || line.Length < limits.Text ? reader.Text : "";
            else if (reader.Kind == MarkupKind.Start && reader.Name.Local is "name")
                name ??= Line();
            else if (reader.Kind == MarkupKind.Start && reader.Name.Local is "uri" or "url" or "homepage")
                address ??= Address();
            else if (reader.Kind == MarkupKind.Start && reader.Name.Local is "email")
                Skip();
        }

        return (name ?? NameIn(PlainTitle.OfHtml(line, limits.Text))) is { } found ? new UpstreamPerson(found, address) : null;
    }

    /// <summary>Reads the element to its end, for nothing.</summary>
    public void Skip()
    {
        var depth = reader.Depth;
        while (reader.Read() && (reader.Kind != MarkupKind.End || reader.Depth >= depth))
        {
        }
    }

    // RSS 2.0: "lawyer@boyer.net (Lawyer Boyer)"; others write "Lawyer Boyer <lawyer@boyer.net>".
    private static string? NameIn(string? line)
    {
        if (line is null || !line.Contains('@', StringComparison.Ordinal))
            return line;
        if (line.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            line = line["mailto:".Length..];
        var open = line.IndexOf('(', StringComparison.Ordinal);
        if (open >= 0 && line.EndsWith(')') && line[(open + 1)..^1].Trim() is { Length: > 0 } behind)
            return behind;
        var angle = line.IndexOf('<', StringComparison.Ordinal);
        return angle > 0 && line[..angle].Trim(' ', '"') is { Length: > 0 } before ? before : line;
    }

    private ElementContent Content() => ElementContent.Read(reader, limits.Content);

    private static string? Filled(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
