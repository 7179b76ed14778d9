using Gateway.Syndication.Html;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Upstream.Conversion;

/// <summary>
/// HTML of somebody else's as the Markdown that articles are kept in: shown again it has the same text, links, images, lists, tables
/// and code. What Markdown has no words for stays HTML within it, as CommonMark allows (§4.6, §6.6).
/// </summary>
public static class MarkdownFromHtml
{
    /// <summary>Converts a fragment. Never throws on any text, and takes time in proportion to it.</summary>
    /// <param name="html">Hostile.</param>
    /// <param name="baseUrl">Absolute; relative links and images start from it.</param>
    /// <returns>Markdown without what XML 1.0 forbids, empty where nothing is left to be read.</returns>
    public static string Convert(string html, string baseUrl)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(baseUrl);
        var body = HtmlPolicy.Apply(HtmlBalancer.Balance(XmlText.Clean(html)), baseUrl);
        return BlockMarkdown.Of(body);
    }
}
