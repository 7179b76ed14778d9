using System.Globalization;
using System.Text;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Topics;

/// <summary>
/// Names of topics, entities and languages in normal form: NFC, lower case, letters, marks and digits kept, <c>#</c> →
/// <c>-sharp</c>, <c>+</c> → <c>-plus</c>, the rest joined by single <c>-</c>, none at the ends.
/// </summary>
internal static class TopicName
{
    /// <summary>No name of an article is nearly as long (see <see cref="Articles.ArticleLimits.NameLength"/>); an address may be.</summary>
    private const int MaxLength = 8_192;

    /// <summary>The normal form; null where nothing is left, or the name is longer than any article's.</summary>
    public static string? Normalize(string name)
    {
        if (name.Length > MaxLength)
            return null;

        // Lower-casing can leave NFC (İ gives i and a dot above, which further marks may follow): hence again.
        var lower = Nfc.Normalize(Lower(Nfc.Normalize(name)));
        var result = new StringBuilder(lower.Length + 8);
        var gap = false;
        foreach (var rune in lower.EnumerateRunes())
        {
            if (NameCharacters.IsNamePart(rune))
            {
                Join();
                Append(rune);
            }
            else if (rune.Value is '#' or '+')
            {
                gap = true;
                Join();
                result.Append(rune.Value == '#' ? "sharp" : "plus");
            }
            else
            {
                gap = true;
            }
        }

        return result.Length == 0 ? null : result.ToString();

        void Join()
        {
            if (gap && result.Length > 0)
                result.Append('-');

            gap = false;
        }

        void Append(Rune rune)
        {
            Span<char> pair = stackalloc char[2];
            result.Append(pair[..rune.EncodeToUtf16(pair)]);
        }
    }

    /// <summary>
    /// Lower case by Unicode's default rules, two of which the invariant culture leaves out: İ (SpecialCasing.txt) and the
    /// final sigma (Unicode 3.13), without which ΟΔΟΣ and Οδος would be two topics.
    /// </summary>
    private static string Lower(string name)
    {
        if (name.Contains('\u03A3', StringComparison.Ordinal))
            name = FinalSigmas(name);

        return name.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
    }

    private static string FinalSigmas(string name)
    {
        var characters = name.ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            if (characters[i] == '\u03A3' && LetterBefore(name, i) && !LetterAfter(name, i))
                characters[i] = '\u03C2';
        }

        return new string(characters);
    }

    private static bool LetterBefore(string name, int index)
    {
        while (--index >= 0)
        {
            if (!IsCaseIgnorable(name[index]))
                return char.IsLetter(name[index]);
        }

        return false;
    }

    private static bool LetterAfter(string name, int index)
    {
        while (++index < name.Length)
        {
            if (!IsCaseIgnorable(name[index]))
                return char.IsLetter(name[index]);
        }

        return false;
    }

    private static bool IsCaseIgnorable(char character) => character is '\'' or '.' or ':' or '\u00B7' or '\u2019'
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
