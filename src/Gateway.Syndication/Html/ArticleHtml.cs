using AngleSharp.Dom;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Html;

/// <summary>
/// An article's Markdown as HTML that may stand in anybody's page: Markdown (CommonMark with tables, strikethrough, task
/// lists, footnotes and bare links), then <see cref="HtmlBalancer"/>, then <see cref="HtmlPolicy"/>.
/// </summary>
/// <remarks>
/// Links keep no <c>rel</c> and no <c>target</c>: publishers are known by key, so <c>nofollow</c> would only punish the
/// sources they name, and a link that opens nothing new needs no <c>noopener</c>.
/// </remarks>
internal static class ArticleHtml
{
    /// <summary>The address that relative links of an article start from: its own, else its page on the gateway.</summary>
    public static string BaseOf(Article article, Publication publication) => article.Url ?? publication.ArticleAddress(article.Slug);

    /// <summary>Renders a body. Never throws on any text.</summary>
    /// <param name="markdown">Hostile.</param>
    /// <param name="baseUrl">Absolute; relative links and images start from it.</param>
    /// <returns>A fragment, free of what XML 1.0 forbids.</returns>
    public static string Render(string markdown, string baseUrl) => Serialize(Parse(markdown, baseUrl));

    /// <summary>Renders a body to a tree, for those who read it rather than show it.</summary>
    public static IElement Parse(string markdown, string baseUrl)
    {
        var html = MarkdownHtml.Convert(XmlText.Clean(markdown));
        return HtmlPolicy.Apply(HtmlBalancer.Balance(html), baseUrl);
    }

    /// <summary>The tree's inner HTML.</summary>
    public static string Serialize(IElement body) => HtmlWriter.Write(body);
}
