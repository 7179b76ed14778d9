using System.Text;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Articles;

/// <summary>
/// Slugs: 1 to 200 characters (Unicode scalar values, counted in NFC), Unicode letters, marks and digits, <c>-</c> and
/// <c>_</c>, case kept; no dots.
/// </summary>
/// <remarks>None of these characters means anything in a path (RFC 3986 §3.3), so percent-encoding and back never gives another slug.</remarks>
public static class Slug
{
    private const int MaxCharacters = 200;

    /// <summary>The slug in NFC, or what is wrong with it: exactly one of both is null.</summary>
    public static (string? Value, string? Problem) Check(string slug)
    {
        ArgumentNullException.ThrowIfNull(slug);
        if (slug.Length == 0)
            return (null, "is empty; a slug has 1 to 200 characters");

        // NFC makes no text shorter than a third of it (UAX #15, stability of length): what is longer needs no closer look.
        if (slug.Length > MaxCharacters * 2 * 3)
            return (null, "is longer than 200 characters");

        foreach (var rune in slug.EnumerateRunes())
        {
            if (!IsAllowed(rune))
                return (null, $"holds the character U+{rune.Value:X4}; a slug is made of letters, marks, digits, '-' and '_'");
        }

        var normal = Nfc.Normalize(slug);
        var count = 0;
        foreach (var _ in normal.EnumerateRunes())
            count++;

        return count > MaxCharacters ? (null, "is longer than 200 characters") : (normal, null);
    }

    // EnumerateRunes gives U+FFFD for a lone surrogate; that is a symbol, and refused as one.
    private static bool IsAllowed(Rune rune) => rune.Value is '-' or '_' || NameCharacters.IsNamePart(rune);
}
