namespace Gateway.HttpCaching.Codings;

/// <summary>The content codings that the gateway speaks (RFC 9110 §8.4.1, RFC 7932, RFC 8878).</summary>
public enum ContentCoding
{
    /// <summary>None.</summary>
    Identity,

    /// <summary><c>br</c>.</summary>
    Brotli,

    /// <summary><c>zstd</c>.</summary>
    Zstandard,

    /// <summary><c>gzip</c>.</summary>
    Gzip,
}

/// <summary>Names of codings.</summary>
public static class ContentCodings
{
    /// <summary>The name in <c>Content-Encoding</c>; <c>identity</c> is never sent there.</summary>
    public static string Name(this ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => "br",
        ContentCoding.Zstandard => "zstd",
        ContentCoding.Gzip => "gzip",
        _ => "identity",
    };

    /// <summary>
    /// What an entity tag ends in for the coding (<c>-br</c>): each coding has a tag of its own (RFC 9110 §8.8.3.3). A number
    /// behind the name counts the ways in which the gateway has encoded: who holds half of an older one must not be given the
    /// rest of this one.
    /// </summary>
    public static string TagSuffix(this ContentCoding coding) => coding switch
    {
        ContentCoding.Identity => "",
        ContentCoding.Gzip => "-gzip3",
        _ => "-" + coding.Name(),
    };

    /// <summary>The coding of a name; null where it is not spoken.</summary>
    public static ContentCoding? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant() switch
        {
            "br" => ContentCoding.Brotli,
            "zstd" => ContentCoding.Zstandard,
            "gzip" or "x-gzip" => ContentCoding.Gzip,
            "identity" => ContentCoding.Identity,
            _ => null,
        };
    }

    /// <summary>An opaque tag without the suffix of its coding, this release's or an earlier one's.</summary>
    public static string StripTagSuffix(string opaque)
    {
        ArgumentNullException.ThrowIfNull(opaque);
        foreach (var suffix in (ReadOnlySpan<string>)["-br", "-zstd", "-gzip3", "-gzip2", "-gzip"])
        {
            if (opaque.EndsWith(suffix, StringComparison.Ordinal))
                return opaque[..^suffix.Length];
        }

        return opaque;
    }
}
