using System.Text;
using AngleSharp.Html.Dom;
using Gateway.Contracts.Articles;
using Gateway.Origin.Pages;
using Gateway.Syndication;

namespace Gateway.Origin.Tests.Pages;

public sealed class ArticlePageTests
{
    [Fact]
    public async Task Article_Always_LinksToItsFormatsInHeadAndBody()
    {
        var page = await Page(Samples.Card());

        string[] expected = ["/news/a-slug.md", "/news/a-slug.txt", "/news/a-slug.jsonld", "/news/a-slug.json"];
        Assert.Equal(expected, page.QuerySelectorAll(".formats a").Select(a => a.GetAttribute("href")!));
        Assert.Equal(
            expected.Select(e => "https://news.example.org" + e),
            page.QuerySelectorAll("link[rel=alternate]").Take(4).Select(l => l.GetAttribute("href")!));
        Assert.Equal(
            ["text/markdown", "text/plain", "application/ld+json", "application/json"],
            page.QuerySelectorAll("link[rel=alternate]").Take(4).Select(l => l.GetAttribute("type")!));
    }

    [Fact]
    public async Task Article_WithASlugOfOtherLetters_EscapesItsAddresses()
    {
        var page = await Page(Samples.Card() with { Slug = "κόσμος" });

        Assert.Equal("/news/" + Uri.EscapeDataString("κόσμος") + ".md", page.QuerySelector(".formats a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Article_FromElsewhere_IsCanonicalThereAndLinksToIt()
    {
        var page = await Page(Samples.Card());

        Assert.Equal("https://source.example.org/story?a=1&b=2", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Contains("source.example.org", page.QuerySelector(".source a")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Article_OfTheGateway_IsCanonicalAtItsOwnAddress()
    {
        var page = await Page(Samples.Card() with { CanonicalSource = null });

        Assert.Equal("https://news.example.org/news/a-slug", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Null(page.QuerySelector(".source"));
    }

    [Theory]
    [InlineData("ar", "rtl")]
    [InlineData("fa-IR", "rtl")]
    [InlineData("ja", "ltr")]
    public async Task Article_OfALanguage_SetsThePagesLanguageAndDirection(string language, string direction)
    {
        var page = await Page(Samples.Card(language: language));

        Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
        Assert.Equal(direction, page.DocumentElement.GetAttribute("dir"));
        Assert.Equal("en", page.QuerySelector("header nav")!.GetAttribute("lang"));
        Assert.Equal(direction == "rtl" ? "ltr" : null, page.QuerySelector("body > header")!.GetAttribute("dir"));
    }

    [Theory]
    [InlineData("ar", "آخر تحديث", "صيغ أخرى")]
    [InlineData("ar-EG", "آخر تحديث", "صيغ أخرى")]
    [InlineData("he", "עודכן", "תבניות נוספות")]
    [InlineData("de-AT", "Aktualisiert", "Andere Formate")]
    [InlineData("ja", "更新", "ほかの形式")]
    [InlineData("zh-Hans-SG", "更新于", "其他格式")]
    [InlineData("zh-TW", "更新於", "其他格式")]
    [InlineData("en-GB", "Updated", "Other formats")]
    public async Task Article_OfAKnownLanguage_SpeaksIt(string language, string updated, string formats)
    {
        var page = await Page(Samples.Card(language: language));

        Assert.StartsWith(updated + " ", page.QuerySelector(".dates span bdi")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(formats, page.QuerySelector("#formats")!.TextContent);
        Assert.All(page.QuerySelectorAll(".after h2, .source, .dates bdi"), e => Assert.False(e.HasAttribute("lang")));
        Assert.All(page.QuerySelectorAll(".source bdi, .dates span > bdi"), e => Assert.False(e.HasAttribute("dir")));
        // After Arabic letters digits take their direction, and the parts of a date change places, but in a run of its own.
        Assert.Equal("ltr", page.QuerySelector(".dates span time > bdi")!.GetAttribute("dir"));
    }

    [Theory]
    [InlineData("fa-IR", "ltr")]
    [InlineData("hi-Latn", null)]
    [InlineData("sw", null)]
    public async Task Article_OfAnotherLanguage_SaysThatItsWordsAreEnglish(string language, string? direction)
    {
        var page = await Page(Samples.Card(language: language));

        Assert.Equal("Other formats", page.QuerySelector("#formats")!.TextContent);
        Assert.All(page.QuerySelectorAll(".after h2, .source, .dates span bdi[lang]"), e => Assert.Equal("en", e.GetAttribute("lang")));
        Assert.Equal(direction, page.QuerySelector(".source > bdi")!.GetAttribute("dir"));
    }

    [Fact]
    public void Words_OfTheSamplesLanguages_AreAllKnown() =>
        Assert.All((string[])["ar", "de", "el", "en", "es", "fr", "he", "hi", "ja", "ko", "pt", "ru", "zh-Hans"], tag => Assert.Equal(tag, ArticleWords.For(tag).Language));

    [Fact]
    public async Task Article_UpdatedLater_ShowsBothInstants()
    {
        var page = await Page(Samples.Card());

        Assert.Equal(
            ["2026-11-03T09:30:15Z", "2026-11-03T11:30:15Z"],
            page.QuerySelectorAll(".dates time").Select(t => t.GetAttribute("datetime")!));
        Assert.Equal("2026-11-03 09:30 UTC", page.QuerySelector(".dates time")!.TextContent);
    }

    [Fact]
    public async Task Article_NeverUpdated_ShowsOneInstant()
    {
        var card = Samples.Card();

        var page = await Page(card with { Updated = card.Published });

        Assert.Single(page.QuerySelectorAll(".dates time"));
    }

    [Theory]
    [InlineData("<p>Plain <em>summary</em> and on it goes.</p>", false)]
    [InlineData("<h2>Heading</h2><p>Plain “summary”, and on.</p>", false)]
    [InlineData("<p>Something else altogether.</p>", true)]
    [InlineData("", true)]
    public async Task Article_WhoseBodyBeginsWithTheSummary_DoesNotSayItTwice(string body, bool shown)
    {
        var page = await Page(Samples.Card(), body);

        Assert.Equal(shown, page.QuerySelector(".dek") is not null);
    }

    [Fact]
    public async Task Article_WhoseSummaryIsCutShort_DoesNotSayItTwice()
    {
        var page = await Page(Samples.Card() with { Summary = "One two thr…" }, "<p>One two three four.</p>");

        Assert.Null(page.QuerySelector(".dek"));
    }

    [Theory]
    [InlineData("<p><img src=\"https://images.example.org/1.jpg?a=1&amp;b=2\" alt=\"\"></p>", false)]
    [InlineData("<p>No picture.</p>", true)]
    public async Task Article_WhoseBodyShowsItsImage_DoesNotShowItTwice(string body, bool shown)
    {
        var page = await Page(Samples.Card(), body);

        Assert.Equal(shown, page.QuerySelector(".picture") is not null);
        Assert.All(page.QuerySelectorAll("img"), i => Assert.NotNull(i.GetAttribute("alt")));
    }

    [Fact]
    public async Task Article_WhoseBodyHasFirstLevelHeadings_KeepsOneOnThePage()
    {
        var page = await Page(Samples.Card(), "<p>Start</p><h1 id=\"a\">One</h1><h2>Two</h2><h6>Six</h6><h1>Again</h1>");

        Assert.Equal("Plain title", Assert.Single(page.QuerySelectorAll("h1")).TextContent);
        Assert.Equal(["One", "Again"], page.QuerySelectorAll(".prose h2").Select(h => h.TextContent));
        Assert.Equal("Two", page.QuerySelector(".prose h3")!.TextContent);
        Assert.Equal("Six", page.QuerySelector(".prose h6")!.TextContent);
    }

    [Fact]
    public async Task Article_WhoseBodyRepeatsTheTitle_ShowsItOnce()
    {
        var page = await Page(Samples.Card(), "\n<h1>Plain <em>Title</em></h1>\n<p>Text</p>");

        Assert.Equal("Text", page.QuerySelector(".prose")!.TextContent.Trim());
    }

    [Fact]
    public async Task Article_WithMarkupInAnAttribute_KeepsTheAttributeWhole()
    {
        var page = await Page(Samples.Card(), "<h1>x</h1><p><img src=\"https://e.example.org/i\" alt=\"<h1></h1><script>\"></p>");

        Assert.Equal("<h2></h2><script>", page.QuerySelector(".prose img")!.GetAttribute("alt"));
        Assert.Empty(page.QuerySelectorAll("script"));
    }

    [Fact]
    public async Task Article_InLists_LinksToEachOfThem()
    {
        var page = await Page(Samples.Card());

        Assert.Equal(
            ["/topics/some-topic", "/entities/" + Uri.EscapeDataString("日本"), "/sources/source.example.org", "/languages/ar"],
            page.QuerySelectorAll(".chips a").Select(a => a.GetAttribute("href")!));
        Assert.Equal("العربية", page.QuerySelectorAll(".chips bdi")[^1].TextContent);
    }

    [Fact]
    public async Task Article_Retracted_SaysSoAndKeepsOutOfSearchEngines()
    {
        var page = Parse(await PageRenderer.ArticlePage(Samples.Retracted(), Samples.Publication));

        Assert.Equal("This article was retracted", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("noindex", page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
        Assert.Null(page.QuerySelector("link[rel=canonical]"));
    }

    [Fact]
    public async Task Article_Twice_GivesTheSameBytes()
    {
        var article = Samples.Article(Samples.Card());

        var first = await PageRenderer.ArticlePage(article, Samples.Publication);
        var second = await PageRenderer.ArticlePage(article, Samples.Publication);

        Assert.True(first.Span.SequenceEqual(second.Span));
    }

    private static async Task<IHtmlDocument> Page(ArticleCard card, string body = "<p>The body.</p>", Publication? publication = null) =>
        Parse(await PageRenderer.ArticlePage(Samples.Article(card, body), publication ?? Samples.Publication));

    private static IHtmlDocument Parse(ReadOnlyMemory<byte> bytes) => Samples.Parse(Encoding.UTF8.GetString(bytes.Span));
}
