using AngleSharp.Dom;
using AngleSharp.Html.Dom;
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
        var document = Sanitizer.SanitizeDom(html, baseUrl);
        var body = document.Body ?? throw new InvalidOperationException("The parser always makes a body.");
        foreach (var image in body.QuerySelectorAll("img:not([src])"))
            image.Remove();

        DemoteHeadings(document, body);
        return body;
    }

    /// <summary>The page around an article has its own <c>h1</c>; where the text uses that rank, all its headings go one down.</summary>
    private static void DemoteHeadings(IHtmlDocument document, IElement body)
    {
        if (body.QuerySelector("h1") is null)
            return;

        foreach (var heading in body.QuerySelectorAll("h1,h2,h3,h4,h5").ToArray())
        {
            var lower = document.CreateElement("h" + (char)(heading.LocalName[1] + 1));
            foreach (var attribute in heading.Attributes)
                lower.SetAttribute(attribute.Name, attribute.Value);

            lower.Append([.. heading.ChildNodes]);
            heading.Replace(lower);
        }
    }
}
