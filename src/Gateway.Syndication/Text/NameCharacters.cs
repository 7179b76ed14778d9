using System.Globalization;
using System.Text;

namespace Gateway.Syndication.Text;

/// <summary>The characters that slugs and topic names are made of: Unicode letters, marks and decimal digits.</summary>
internal static class NameCharacters
{
    public static bool IsNamePart(Rune rune)
    {
        if (rune.IsAscii)
            return char.IsAsciiLetterOrDigit((char)rune.Value);

        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber;
    }
}
