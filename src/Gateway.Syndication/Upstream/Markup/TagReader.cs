namespace Gateway.Syndication.Upstream.Markup;

/// <summary>Reads the inside of a start tag: name and attributes, in quotation marks or without, with values or without.</summary>
internal ref struct TagReader(string text, int at)
{
    // More of one element are read, and forgotten.
    private const int MostAttributes = 100;

    /// <summary>The position behind what was read.</summary>
    public int At { get; private set; } = at;

    public ReadOnlySpan<char> ReadName()
    {
        var start = At;
        while (At < text.Length && IsName(text[At]))
            At++;
        return text.AsSpan(start, At - start);
    }

    /// <summary>Reads attributes and the end of the tag. Of two of one name the first counts.</summary>
    /// <returns>Whether the element ends with its tag.</returns>
    public bool ReadAttributes(List<MarkupAttribute> attributes)
    {
        while (At < text.Length)
        {
            switch (text[At])
            {
                case '>':
                    At++;
                    return false;
                case '/' when At + 1 < text.Length && text[At + 1] == '>':
                    At += 2;
                    return true;
                // The tag lacks its end; what comes is one of its own.
                case '<':
                    return false;
                case var c when IsName(c):
                    ReadAttribute(attributes);
                    break;
                default:
                    At++;
                    break;
            }
        }

        return false;
    }

    private void ReadAttribute(List<MarkupAttribute> attributes)
    {
        var name = ReadName();
        SkipSpace();
        var value = ReadOnlySpan<char>.Empty;
        if (At < text.Length && text[At] == '=')
        {
            At++;
            SkipSpace();
            value = ReadValue();
        }

        if (attributes.Count >= MostAttributes)
            return;
        foreach (var attribute in attributes)
        {
            if (name.Equals(attribute.Name, StringComparison.Ordinal))
                return;
        }

        attributes.Add(new MarkupAttribute(name.ToString(), CharacterReferences.Decode(value)));
    }

    private ReadOnlySpan<char> ReadValue()
    {
        var rest = text.AsSpan(At);
        if (rest is [('"' or '\''), ..] && rest[1..].IndexOf(rest[0]) is >= 0 and var length)
        {
            At += length + 2;
            return rest.Slice(1, length);
        }

        var end = rest.IndexOfAny(" \t\r\n>");
        if (end < 0)
            end = rest.Length;
        // The slash of "<a href=b/>" ends the element.
        if (end > 0 && end < rest.Length && rest[end] == '>' && rest[end - 1] == '/')
            end--;
        At += end;
        return rest[..end];
    }

    private void SkipSpace()
    {
        while (At < text.Length && char.IsWhiteSpace(text[At]))
            At++;
    }

    // XML 1.0 §2.3, as far as it tells a name from what surrounds it.
    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '_' or ':' or '-' or '.' or '\u00B7' || c is >= '\u0300' and <= '\u036F' || char.IsSurrogate(c);
}
