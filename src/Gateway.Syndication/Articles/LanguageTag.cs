using System.Text.RegularExpressions;

namespace Gateway.Syndication.Articles;

/// <summary>Well-formed language tags (BCP 47, RFC 5646 §2.2.9 "well-formed"): the grammar, not the registry.</summary>
internal static partial class LanguageTag
{
    // RFC 5646 §4.4.1: 35 characters hold every registered combination; private use may need more.
    private const int MaxLength = 100;

    /// <summary>Whether a tag keeps the grammar.</summary>
    public static bool IsWellFormed(string tag) => IsPlain(tag) || tag.Length is > 0 and <= MaxLength && (Langtag().IsMatch(tag) || Grandfathered().IsMatch(tag));

    private static bool IsPlain(string tag) => tag is [>= 'a' and <= 'z', >= 'a' and <= 'z'];

    [GeneratedRegex(
        """
        \A(?:
          (?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})
          (?:-[a-z]{4})?
          (?:-(?:[a-z]{2}|[0-9]{3}))?
          (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*
          (?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*
          (?:-x(?:-[a-z0-9]{1,8})+)?
        | x(?:-[a-z0-9]{1,8})+
        )\z
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Langtag();

    [GeneratedRegex(
        """
        \A(?:en-GB-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)|sgn-(?:BE-FR|BE-NL|CH-DE)
        |art-lojban|cel-gaulish|no-(?:bok|nyn)|zh-(?:guoyu|hakka|min|min-nan|xiang))\z
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Grandfathered();
}
