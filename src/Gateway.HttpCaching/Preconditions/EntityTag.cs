namespace Gateway.HttpCaching.Preconditions;

/// <summary>An entity tag (RFC 9110 §8.8.3).</summary>
/// <param name="Opaque">What stands between the quotes.</param>
/// <param name="IsWeak">Whether it is marked <c>W/</c>.</param>
public readonly record struct EntityTag(string Opaque, bool IsWeak = false)
{
    /// <summary>RFC 9110 §8.8.3.2: both strong, and the same.</summary>
    public bool StrongEquals(EntityTag other) => !IsWeak && !other.IsWeak && string.Equals(Opaque, other.Opaque, StringComparison.Ordinal);

    /// <summary>RFC 9110 §8.8.3.2: the same, weak or not.</summary>
    public bool WeakEquals(EntityTag other) => string.Equals(Opaque, other.Opaque, StringComparison.Ordinal);

    /// <summary>As a field's value.</summary>
    public override string ToString() => IsWeak ? $"W/\"{Opaque}\"" : $"\"{Opaque}\"";

    /// <summary>Reads a tag at the start of the text.</summary>
    /// <param name="text">Begins with the tag.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="length">How many characters it took.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out EntityTag tag, out int length)
    {
        tag = default;
        length = 0;
        var weak = text.StartsWith("W/", StringComparison.Ordinal);
        var rest = weak ? text[2..] : text;
        if (rest.IsEmpty || rest[0] != '"')
            return false;

        // No escapes here: a backslash is an ordinary character, a quote ends the tag.
        var end = rest[1..].IndexOf('"');
        if (end < 0 || !IsOpaque(rest.Slice(1, end)))
            return false;

        tag = new EntityTag(rest.Slice(1, end).ToString(), weak);
        length = end + 2 + (weak ? 2 : 0);
        return true;
    }

    private static bool IsOpaque(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c is not ('!' or (>= '#' and <= '~') or >= (char)0x80))
                return false;
        }

        return true;
    }
}
