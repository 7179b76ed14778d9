using System.Text;
using Gateway.Syndication.Rss;
using Gateway.Syndication.Tests.Feeds;
using static Gateway.Syndication.Tests.Feeds.FeedNames;

namespace Gateway.Syndication.Tests.Rss;

public sealed class RssWriterTests
{
    [Fact]
    public void Root_Namespaces_AreDeclaredOnceWithTheirUsualPrefixes()
    {
        var text = Encoding.UTF8.GetString(FeedSamples.Write(RssWriter.Write, FeedSamples.Archive(3)).Span);

        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss xmlns:atom=\"http://www.w3.org/2005/Atom\"", text, StringComparison.Ordinal);
        foreach (var prefix in (string[])["atom", "content", "dc", "fh", "media"])
            Assert.Equal(2, text.Split($"xmlns:{prefix}=").Length);
        Assert.DoesNotContain("a10", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Channel_OfAHead_SaysWhatTheFeedIs()
    {
        var channel = FeedSamples.Rss(FeedSamples.Feed(2));

        Assert.Equal("Engines – Example News", (string?)channel.Element("title"));
        Assert.Equal("https://news.example.org/topics/engines", (string?)channel.Element("link"));
        Assert.Equal("Articles on engines.", (string?)channel.Element("description"));
        Assert.Equal("en", (string?)channel.Element("language"));
        Assert.Equal("Sun, 01 Mar 2026 08:30:00 GMT", (string?)channel.Element("lastBuildDate"));
        Assert.Equal("https://news.example.org/icon.png", (string?)channel.Element("image")?.Element("url"));
        Assert.Equal((string?)channel.Element("title"), (string?)channel.Element("image")?.Element("title"));
        Assert.Equal((string?)channel.Element("link"), (string?)channel.Element("image")?.Element("link"));
        Assert.Equal(["self", "prev-archive"], channel.Elements(FeedNames.Atom + "link").Select(l => (string?)l.Attribute("rel")));
        Assert.Null(channel.Element(History + "archive"));
        Assert.Equal(2, channel.Elements("item").Count());
    }

    [Fact]
    public void Channel_OfAnArchive_LinksTheCurrentFeed()
    {
        var channel = FeedSamples.Rss(FeedSamples.Archive(1));

        Assert.NotNull(channel.Element(History + "archive"));
        Assert.Equal(
            "https://news.example.org/topics/engines.xml",
            (string?)channel.Elements(FeedNames.Atom + "link").Single(l => (string?)l.Attribute("rel") == "current").Attribute("href"));
    }

    [Fact]
    public void Item_OfAnEntry_HoldsAllOfIt()
    {
        var item = FeedSamples.Rss(FeedSamples.Feed(1)).Element("item")!;

        Assert.Equal("https://example.org/posts/1", (string?)item.Element("guid"));
        Assert.Equal("true", (string?)item.Element("guid")?.Attribute("isPermaLink"));
        Assert.Equal("Sun, 01 Mar 2026 07:30:00 GMT", (string?)item.Element("pubDate"));
        Assert.Equal("2026-03-01T07:35:00Z", (string?)item.Element(FeedNames.Atom + "updated"));
        Assert.Equal(["Ada Lovelace", "Grace Hopper"], item.Elements(Dc + "creator").Select(c => c.Value));
        Assert.Equal(["Engines", "Analysis"], item.Elements("category").Select(c => c.Value));
        Assert.Equal("Summary 1.", (string?)item.Element("description"));
        Assert.Equal("<p>Content <b>1</b> &amp; more.</p>", (string?)item.Element(Content + "encoded"));
        Assert.Equal("https://example.org/images/1.webp", (string?)item.Element(Media + "content")?.Attribute("url"));
        Assert.Equal("https://source.example.com/1", (string?)item.Element(FeedNames.Atom + "link")?.Attribute("href"));
        Assert.Null(item.Element(Dc + "language"));
        Assert.Null(item.Element("author"));
        Assert.Null(item.Element("enclosure"));
    }

    [Fact]
    public void Item_WhoseIdIsNoAddress_IsNoPermaLink()
    {
        var item = FeedSamples.Rss(FeedSamples.With(e => e with { Id = "urn:uuid:1e9f1e34-8a34-4d5c-9c57-6f6f1f7a3c11" })).Element("item")!;

        Assert.Equal("false", (string?)item.Element("guid")?.Attribute("isPermaLink"));
        Assert.Equal("https://example.org/posts/1", (string?)item.Element("link"));
    }

    [Fact]
    public void Item_InAnotherLanguage_SaysWhich() =>
        Assert.Equal("ar", (string?)FeedSamples.Rss(FeedSamples.With(e => e with { Language = "ar" })).Element("item")?.Element(Dc + "language"));

    [Fact]
    public void Item_OfASummaryFeed_KeepsItsSummaryOnly()
    {
        var item = FeedSamples.Rss(FeedSamples.Feed(1) with { SummaryOnly = true }).Element("item")!;

        Assert.Equal("Summary 1.", (string?)item.Element("description"));
        Assert.Null(item.Element(Content + "encoded"));
    }

    [Fact]
    public void Description_OfAPlainSummary_IsItsHtml() =>
        Assert.Equal(
            "if a &lt; b &amp;amp; c &gt; d &lt;/p&gt;",
            (string?)FeedSamples.Rss(FeedSamples.With(e => e with { Summary = "if a < b &amp; c > d </p>" })).Element("item")?.Element("description"));

    [Fact]
    public void Title_ThatLooksLikeMarkup_IsNoMarkupToAnyone()
    {
        var feed = FeedSamples.With(e => e with { Title = "The </b> tag, R&D2 and <i>", Categories = ["</p>"] });
        var item = FeedSamples.Rss(feed).Element("item")!;

        Assert.Equal("The < /b> tag, R&D2 and <i>", (string?)item.Element("title"));
        Assert.Equal("< /p>", (string?)item.Element("category"));
        Assert.Contains("R&#x26;D2 and &#x3C;i", Encoding.UTF8.GetString(FeedSamples.Write(RssWriter.Write, feed).Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.org/icon.svg")]
    [InlineData("https://example.org/icon")]
    public void Image_ThatRssDoesNotAllow_IsLeftOut(string icon)
    {
        var feed = FeedSamples.Feed(1) with { Publication = FeedSamples.Publication with { Icon = new Uri(icon) } };

        Assert.Null(FeedSamples.Rss(feed).Element("image"));
    }
}
