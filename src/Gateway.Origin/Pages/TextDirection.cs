using System.Collections.Frozen;

namespace Gateway.Origin.Pages;

/// <summary>Which way a language is written, from its BCP 47 tag alone: no culture data is loaded in a gateway.</summary>
internal static class TextDirection
{
    private static readonly FrozenSet<string> Scripts = new[]
    {
        "Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Gara", "Hatr", "Hebr", "Hung", "Khar", "Lydi", "Mand",
        "Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo", "Orkh", "Palm", "Phli", "Phlp", "Phnx", "Prti", "Rohg", "Samr",
        "Sarb", "Sogd", "Syrc", "Syre", "Syrj", "Syrn", "Thaa", "Yezi",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Languages that are written from right to left where their tag names no script.</summary>
    private static readonly FrozenSet<string> Languages = new[]
    {
        "aeb", "aii", "ajp", "apc", "apd", "ar", "arb", "arc", "arq", "ars", "ary", "arz", "ayl", "azb", "bal", "bcc", "bgn", "bqi",
        "ckb", "dv", "fa", "glk", "he", "iw", "ji", "khw", "kmz", "ks", "lki", "lrc", "luz", "mzn", "nqo", "pbt", "pbu",
        "pnb", "prs", "ps", "pst", "rhg", "sam", "sd", "sdh", "skr", "syc", "syr", "ug", "ur", "uzs", "yi", "ydd", "ygh",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary><c>rtl</c> or <c>ltr</c>, as the <c>dir</c> attribute wants it.</summary>
    /// <param name="tag">A BCP 47 tag.</param>
    public static string Of(string tag) => IsRightToLeft(tag) ? "rtl" : "ltr";

    private static bool IsRightToLeft(string tag)
    {
        var subtags = tag.Split('-');
        // The script follows the language and at most three extended languages of three letters (RFC 5646 §2.2.3).
        for (var i = 1; i < subtags.Length && subtags[i].Length is 3 or 4; i++)
        {
            if (subtags[i].Length == 4 && char.IsAsciiLetter(subtags[i][0]))
                return Scripts.Contains(subtags[i]);
        }

        return Languages.Contains(subtags[0]);
    }
}
