using Gateway.Origin.Pages;

namespace Gateway.Origin.Tests.Pages;

/// <summary>What holds for each page, whatever it shows.</summary>
public sealed class PageStructureTests
{
    public static TheoryData<string> Names => [.. Samples.PageNames];

    [Theory, MemberData(nameof(Names))]
    public async Task Page_OfEachKind_ParsesWithoutError(string name)
    {
        var html = await Samples.Page(name);

        Samples.Parse(html);
        Assert.StartsWith("<!DOCTYPE html>", html.TrimStart(), StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', html);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Page_OfEachKind_HasOneHeadingOneMainAndLandmarks(string name)
    {
        var page = Samples.Parse(await Samples.Page(name));

        Assert.Single(page.QuerySelectorAll("h1"));
        Assert.NotEqual("", page.QuerySelector("h1")!.TextContent.Trim());
        Assert.Single(page.QuerySelectorAll("main#main"));
        Assert.Single(page.QuerySelectorAll("body > header"));
        Assert.Single(page.QuerySelectorAll("body > footer"));
        Assert.NotEqual("", page.Title!.Trim());
        Assert.NotEqual("", page.DocumentElement.GetAttribute("lang"));
        Assert.NotNull(page.QuerySelector("meta[name=viewport]"));
        var navigations = page.QuerySelectorAll("nav").Select(n => n.GetAttribute("aria-label")).ToList();
        Assert.DoesNotContain(null, navigations);
        Assert.Equal(navigations.Distinct().Count(), navigations.Count);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Page_OfEachKind_SkipsNoHeadingLevel(string name)
    {
        var page = Samples.Parse(await Samples.Page(name));

        var previous = 0;
        foreach (var heading in page.QuerySelectorAll("h1, h2, h3, h4, h5, h6"))
        {
            var level = heading.LocalName[1] - '0';
            Assert.True(level <= previous + 1, $"{heading.OuterHtml} follows a heading of level {previous}.");
            previous = level;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Page_OfEachKind_StartsWithASkipLink(string name)
    {
        var page = Samples.Parse(await Samples.Page(name));

        var first = page.QuerySelectorAll("a[href], button, input")[0];
        Assert.Equal("#main", first.GetAttribute("href"));
        Assert.NotNull(page.GetElementById("main"));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Page_OfEachKind_NeedsNothingThatItsPolicyForbids(string name)
    {
        var page = Samples.Parse(await Samples.Page(name));

        Assert.Empty(page.QuerySelectorAll("script, style, iframe, object, embed, form, base, meta[http-equiv]"));
        Assert.DoesNotContain(page.All, e => e.Attributes.Any(a => a.Name == "style" || a.Name.StartsWith("on", StringComparison.Ordinal)));
        var sheet = Assert.Single(page.QuerySelectorAll("link[rel=stylesheet]"));
        Assert.Equal(Stylesheet.Path, sheet.GetAttribute("href"));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Page_OfEachKind_HasUniqueIdsThatItsLabelsPointTo(string name)
    {
        var page = Samples.Parse(await Samples.Page(name));

        var ids = page.QuerySelectorAll("[id]").Select(e => e.Id).ToList();
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        Assert.All(page.QuerySelectorAll("[aria-labelledby]"), e => Assert.Contains(e.GetAttribute("aria-labelledby"), ids));
    }

    [Theory]
    [InlineData("article", "/latest")]
    [InlineData("topic", "/topics/some-topic")]
    [InlineData("archive", "/topics/some-topic")]
    [InlineData("latest", "/latest")]
    [InlineData("home", "/latest")]
    [InlineData("emptyhome", "/latest")]
    [InlineData("directory", "/latest")]
    public async Task Page_WithFeeds_AnnouncesAllThreeFormats(string name, string path)
    {
        var page = Samples.Parse(await Samples.Page(name));

        foreach (var (type, ending) in new[] { ("rss+xml", ".rss"), ("atom+xml", ".atom"), ("feed+json", ".json") })
        {
            var link = page.QuerySelectorAll($"link[rel=alternate][type='application/{type}']")[0];
            Assert.Equal("https://news.example.org" + path + ending, link.GetAttribute("href"));
            Assert.NotEqual("", link.GetAttribute("title"));
        }
    }

    [Theory]
    [InlineData("topic", "/topics/some-topic")]
    [InlineData("archive", "/topics/some-topic")]
    [InlineData("home", "/latest")]
    public async Task Page_WithFeeds_OffersThemToReaders(string name, string path)
    {
        var page = Samples.Parse(await Samples.Page(name));

        Assert.Equal(
            [path + ".rss", path + ".atom", path + ".json"],
            page.QuerySelectorAll("nav[aria-label=Subscribe] a").Select(a => a.GetAttribute("href")!));
    }

    [Fact]
    public async Task Page_OfAPublicationBelowAPath_LinksBelowIt()
    {
        var below = Samples.Publication with { PublicUrl = new Uri("https://example.org/news-desk/") };

        foreach (var name in Samples.PageNames)
        {
            var page = Samples.Parse(await Samples.Page(name, publication: below));
            var paths = page.QuerySelectorAll("a[href], link[href]").Select(e => e.GetAttribute("href")!)
                .Where(h => h.StartsWith('/') || h.StartsWith("https://example.org/", StringComparison.Ordinal))
                .Select(h => h.Replace("https://example.org/", "/", StringComparison.Ordinal))
                .Where(h => h != "/author");
            Assert.All(paths, p => Assert.StartsWith("/news-desk/", p, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("ar", "rtl")]
    [InlineData("he", "rtl")]
    [InlineData("de", "ltr")]
    public async Task Page_OfAPublicationsLanguage_LiesInItsDirection(string language, string direction)
    {
        var publication = Samples.Publication with { Language = language };

        foreach (var name in Samples.PageNames.Where(n => n != "article"))
        {
            var page = Samples.Parse(await Samples.Page(name, publication: publication));
            Assert.Equal(language, page.DocumentElement.GetAttribute("lang"));
            Assert.Equal(direction, page.DocumentElement.GetAttribute("dir"));
        }
    }
}
