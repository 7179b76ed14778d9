using System.Text.RegularExpressions;

namespace Gateway.Syndication.Rss;

/// <summary>Texts of RSS, which never says whether they are plain or HTML.</summary>
internal static partial class RssText
{
    /// <summary>
    /// A plain text that no reader can take for markup: an end tag gets a space (the W3C validator reports
    /// <c>ContainsHTML</c> for any, however escaped; readers that guess at HTML would lose it).
    /// </summary>
    public static string Plain(string text) =>
        text.Contains("</", StringComparison.Ordinal) ? EndTag().Replace(text, "< /") : text;

    /// <summary>A plain text as HTML, which is what <c>description</c> holds (RSS Profile, "description").</summary>
    public static string Html(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Whether a plain text looks like markup to a validator.</summary>
    public static bool LooksLikeHtml(string text) => text.Contains("</", StringComparison.Ordinal) && EndTag().IsMatch(text);

    [GeneratedRegex(@"</(?=\w)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EndTag();
}
