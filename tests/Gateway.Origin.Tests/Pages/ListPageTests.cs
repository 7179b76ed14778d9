using AngleSharp.Html.Dom;
using Gateway.Origin.Pages;

namespace Gateway.Origin.Tests.Pages;

public sealed class ListPageTests
{
    [Fact]
    public async Task Topic_Newest_LinksOnlyToOlder()
    {
        var page = await Page("topic");

        Assert.Null(page.QuerySelector(".newer"));
        Assert.Equal("/topics/some-topic/archives/20261101-r3", page.QuerySelector(".older")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Topic_Archive_LinksBothWaysAndIsCanonicalAtItsOwnAddress()
    {
        var page = await Page("archive");

        Assert.Equal("/topics/some-topic/archives/20261102-r9", page.QuerySelector(".newer")!.GetAttribute("href"));
        Assert.Equal("/topics/some-topic/archives/20261001-r1", page.QuerySelector(".older")!.GetAttribute("href"));
        Assert.Equal(
            "https://news.example.org/topics/some-topic/archives/20261101-r3",
            page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Topic_NewestArchive_LinksBackToTheTopic()
    {
        var listing = Samples.Listing("topics/some-topic", "Topic", Samples.Card()) with { Archive = "a-r1" };

        var page = Parse(await PageRenderer.TopicPage(listing, Samples.Publication));

        Assert.Equal("/topics/some-topic", page.QuerySelector(".newer")!.GetAttribute("href"));
        Assert.Null(page.QuerySelector(".older"));
    }

    [Fact]
    public async Task Topic_WithArticlesOfSeveralLanguages_MarksEach()
    {
        var page = await Page("topic");

        var cards = page.QuerySelectorAll(".card");
        Assert.Equal(["en", "ar"], cards.Select(c => c.GetAttribute("lang")!));
        Assert.Equal(["ltr", "rtl"], cards.Select(c => c.GetAttribute("dir")!));
        Assert.Contains("العربية", cards[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Topic_Always_LinksToTheGatewaysPagesOfItsArticles()
    {
        var page = await Page("topic");

        Assert.Equal(["/news/a-slug", "/news/another"], page.QuerySelectorAll(".card a").Select(a => a.GetAttribute("href")!));
    }

    [Fact]
    public async Task Topic_OfALanguage_BearsTheNameThatItsSpeakersUse()
    {
        var page = await Page("language");

        Assert.Equal("العربية", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("ar", page.QuerySelector("h1 bdi")!.GetAttribute("lang"));
    }

    [Fact]
    public async Task Topic_Image_IsLazyAndHoldsItsPlace()
    {
        var page = await Page("topic");

        var image = page.QuerySelector(".card img")!;
        Assert.Equal("lazy", image.GetAttribute("loading"));
        Assert.Equal("", image.GetAttribute("alt"));
        Assert.NotNull(image.GetAttribute("width"));
        Assert.NotNull(image.GetAttribute("height"));
    }

    [Fact]
    public async Task Home_OfAnEmptyGateway_TellsHowToPublish()
    {
        var page = await Page("emptyhome");

        Assert.Contains("import --sample", page.QuerySelector("main pre")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll(".card"));
    }

    [Fact]
    public async Task Home_WithArticles_LeadsWithTheNewest()
    {
        var page = await Page("home");

        Assert.Contains("lead", page.QuerySelector(".card")!.ClassName, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll(".lead"));
        Assert.Equal(
            ["/topics", "/entities", "/languages", "/sources"],
            page.QuerySelectorAll("aside h2 a").Select(a => a.GetAttribute("href")!));
    }

    [Fact]
    public async Task Directory_WithMore_LinksBehindTheLastName()
    {
        var page = await Page("directory", "größe & mehr");

        Assert.Equal("/topics?after=" + Uri.EscapeDataString("größe & mehr"), page.QuerySelector(".older")!.GetAttribute("href"));
        Assert.Equal("/topics", page.QuerySelector(".newer")!.GetAttribute("href"));
        Assert.Equal(
            ["/topics/some-topic", "/topics/" + Uri.EscapeDataString("日本")],
            page.QuerySelectorAll(".names a").Select(a => a.GetAttribute("href")!));
    }

    private static async Task<IHtmlDocument> Page(string name, string text = "Plain") => Samples.Parse(await Samples.Page(name, text));

    private static IHtmlDocument Parse(ReadOnlyMemory<byte> bytes) => Samples.Parse(System.Text.Encoding.UTF8.GetString(bytes.Span));
}
