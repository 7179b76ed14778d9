using AngleSharp.Dom;
using Ganss.Xss;

namespace Gateway.Syndication.Html;

/// <summary>
/// The second layer: a real HTML parser and a sanitiser that allows by name. Addresses become absolute; of those only
/// http, https, mailto and tel stay.
/// </summary>
internal static class HtmlPolicy
{
    // Its options are set once, here; Sanitize* may then run on many threads.
    private static readonly HtmlSanitizer Sanitizer = new(new HtmlSanitizerOptions
    {
        AllowedTags = new HashSet<string>(HtmlVocabulary.Elements, StringComparer.OrdinalIgnoreCase),
        AllowedAttributes = new HashSet<string>(HtmlVocabulary.Attributes, StringComparer.OrdinalIgnoreCase),
        UriAttributes = new HashSet<string>(HtmlVocabulary.Addresses, StringComparer.OrdinalIgnoreCase),
        AllowedSchemes = new HashSet<string>(["http", "https", "mailto", "tel"], StringComparer.OrdinalIgnoreCase),
        AllowedCssProperties = new HashSet<string>(StringComparer.OrdinalIgnoreCase),
        AllowedAtRules = new HashSet<AngleSharp.Css.Dom.CssRuleType>(),
    });

    /// <summary>Sanitises balanced HTML.</summary>
    /// <returns>The body element of a document of its own.</returns>
    public static IElement Apply(string html, string baseUrl)
    {
        return Sanitizer.SanitizeDom(html, baseUrl).Body ?? throw new InvalidOperationException("The parser always makes a body.");
    }
}
