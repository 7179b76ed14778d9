using System.Text;
using AngleSharp.Html.Parser;
using Gateway.Origin.Pages;
using Gateway.Tests.Shared;

namespace Gateway.Origin.Tests.Pages;

public sealed class CorpusPagesTests
{
    [Fact]
    public async Task Corpus_ArticlesOfEachLanguage_MakeSoundPages()
    {
        var parser = new HtmlParser();
        var unsound = new List<string>();
        // Every language, and of the many in English one in eight: the rest differs in nothing that a page is made of.
        var articles = Corpus.Articles().Select(RenderedArticles.Read)
            .Where((a, i) => i % 8 == 0 || !string.Equals(a.Language, "en", StringComparison.Ordinal));
        foreach (var article in articles)
        {
            var bytes = await PageRenderer.ArticlePage(RenderedArticles.Represent(article, Samples.Publication), Samples.Publication);
            using var page = parser.ParseDocument(Encoding.UTF8.GetString(bytes.Span));
            var isSound = page.QuerySelectorAll("h1").Length == 1
                && page.QuerySelectorAll("body > main > article > footer .formats a").Length == 4
                && page.QuerySelectorAll("body > footer").Length == 1
                && page.QuerySelector("script, style, iframe, object, embed, form, base, [style]") is null
                && !page.All.Any(e => e.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal)))
                && page.DocumentElement.GetAttribute("dir") == TextDirection.Of(article.Language ?? "en");
            if (!isSound)
                unsound.Add(article.Slug);
        }

        Assert.Empty(unsound);
    }
}
