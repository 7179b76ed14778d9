using System.Text;

namespace Gateway.Origin.Pages;

/// <summary>
/// Text that HTML can hold: the encoder writes control characters as references, which a parser calls errors or reads as
/// other characters (HTML §13.2.5.84), so they are left out before.
/// </summary>
internal static class PlainText
{
    /// <summary>The text without controls, noncharacters and lone surrogates; line ends become spaces.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var isClean = true;
        foreach (var rune in text.EnumerateRunes())
            isClean &= IsHarmless(rune);
        if (isClean)
            return text;

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r')
                clean.Append(' ');
            else if (IsHarmless(rune))
                clean.Append(rune);
        }

        return clean.ToString();
    }

    // A lone surrogate is enumerated as U+FFFD; a genuine one is no loss either.
    private static bool IsHarmless(Rune rune) =>
        !Rune.IsControl(rune) && rune != Rune.ReplacementChar && (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF);
}
