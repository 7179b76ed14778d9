namespace Gateway.HttpCaching.Fields;

/// <summary>
/// Reads the directives of one <c>Cache-Control</c> line, one after the other (RFC 9111 §5.2): lenient, in one pass over the
/// text, without allocation. An argument is found as token or as quoted string; commas inside quotes do not separate.
/// </summary>
internal ref struct DirectiveReader(ReadOnlySpan<char> line)
{
    private ReadOnlySpan<char> _rest = line;

    /// <summary>The name, as written, without white space around it.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>The argument without its quotes, quoted pairs as they stand; empty where there is none.</summary>
    public ReadOnlySpan<char> Argument { get; private set; }

    /// <summary>Whether there is a <c>=</c> at all.</summary>
    public bool HasArgument { get; private set; }

    /// <summary>Whether the argument can be taken for what it says: no white space around the <c>=</c>, nothing after a closing quote.</summary>
    public bool IsWellFormed { get; private set; }

    /// <summary>Whether a quoted string in what was read is never closed: nobody knows then what it was to hide, and what not.</summary>
    public bool IsUnclosed { get; private set; }

    /// <summary>The next directive; false at the end.</summary>
    public bool Read()
    {
        while (!_rest.IsEmpty)
        {
            var member = _rest[..EndOfMember(_rest, out var isUnclosed)];
            IsUnclosed |= isUnclosed;
            _rest = member.Length == _rest.Length ? [] : _rest[(member.Length + 1)..];
            member = member.Trim(" \t");
            if (!member.IsEmpty)
            {
                Split(member);
                return true;
            }
        }

        return false;
    }

    private static int EndOfMember(ReadOnlySpan<char> text, out bool isUnclosed)
    {
        isUnclosed = false;
        var at = 0;
        while (true)
        {
            var stop = text[at..].IndexOfAny(',', '"');
            if (stop < 0)
                return text.Length;
            at += stop;
            if (text[at] == ',')
                return at;
            at = EndOfQuoted(text, at + 1, out isUnclosed);
            if (at >= text.Length)
                return text.Length;
        }
    }

    // Behind the closing quote, or the end of a text that never closes it.
    private static int EndOfQuoted(ReadOnlySpan<char> text, int at, out bool isUnclosed)
    {
        isUnclosed = false;
        while (at < text.Length)
        {
            var stop = text[at..].IndexOfAny('"', '\\');
            if (stop < 0)
                break;
            at += stop;
            if (text[at] == '"')
                return at + 1;
            at += 2;
        }

        isUnclosed = true;
        return text.Length;
    }

    private void Split(ReadOnlySpan<char> member)
    {
        var equals = member.IndexOf('=');
        (HasArgument, IsWellFormed) = (equals >= 0, true);
        Name = member;
        Argument = default;
        if (equals < 0)
            return;

        var name = member[..equals].TrimEnd(" \t");
        var argument = member[(equals + 1)..].TrimStart(" \t");
        IsWellFormed = name.Length + argument.Length + 1 == member.Length;
        Name = name;
        Argument = argument;
        if (argument.IsEmpty || argument[0] != '"')
            return;

        var end = EndOfQuoted(argument, 1, out var isUnclosed);
        IsWellFormed &= !isUnclosed && end == argument.Length;
        Argument = isUnclosed ? argument[1..] : argument[1..(end - 1)];
    }
}
