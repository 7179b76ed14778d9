using System.Buffers;
using System.Xml.Linq;
using Gateway.Syndication.Sitemaps;
using Gateway.Syndication.Tests.Feeds;

namespace Gateway.Syndication.Tests.Sitemaps;

public sealed class SitemapWriterTests
{
    private static readonly XNamespace Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly XNamespace News = "http://www.google.com/schemas/sitemap-news/0.9";

    [Fact]
    public void Sitemap_OfPages_SaysWhereAndWhen()
    {
        var (root, dealt, _) = Write([new("https://x.example/a?b&c", FeedSamples.Start), new("https://x.example/ü b")]);

        Assert.Equal(2, dealt);
        Assert.Equal(Sitemap + "urlset", root.Name);
        Assert.Equal(["https://x.example/a?b&c", "https://x.example/%C3%BC%20b"], root.Elements(Sitemap + "url").Select(u => (string?)u.Element(Sitemap + "loc")));
        Assert.Equal(["2026-03-01T08:30:00Z", null], root.Elements(Sitemap + "url").Select(u => (string?)u.Element(Sitemap + "lastmod")));
    }

    [Fact]
    public void Sitemap_OfTooManyPages_EndsAtTheLimit()
    {
        var (root, dealt, bytes) = Write(Enumerable.Range(0, 50_001).Select(i => new SitemapEntry($"https://x.example/{i}")));

        Assert.Equal(50_000, dealt);
        Assert.Equal(50_000, root.Elements().Count());
        Assert.True(bytes <= SitemapWriter.MaximumBytes);
    }

    [Fact]
    public void Sitemap_OfLongAddresses_EndsBeforeFiftyMegabytes()
    {
        var bytes = new ArrayBufferWriter<byte>();
        var dealt = SitemapWriter.Write(Enumerable.Range(0, 50_000).Select(i => new SitemapEntry($"https://x.example/{i:D5}{new string('&', 2000)}")), bytes);

        Assert.InRange(dealt, 1, 49_999);
        Assert.InRange(bytes.WrittenCount, 49 * 1024 * 1024, 50 * 1024 * 1024);
        Assert.EndsWith("</urlset>\n", System.Text.Encoding.UTF8.GetString(bytes.WrittenSpan[^20..]), StringComparison.Ordinal);
    }

    [Fact]
    public void Sitemap_WithAnAddressTooLong_LeavesItOut()
    {
        var (root, dealt, _) = Write([new("https://x.example/" + new string('a', 2_048)), new("https://x.example/b")]);

        Assert.Equal(2, dealt);
        Assert.Equal("https://x.example/b", (string?)Assert.Single(root.Elements()).Element(Sitemap + "loc"));
    }

    [Fact]
    public void Index_OfSitemaps_NamesThem()
    {
        var bytes = new ArrayBufferWriter<byte>();
        SitemapWriter.WriteIndex([new("https://x.example/sitemaps/1.xml", FeedSamples.Start)], bytes);
        var root = FeedSamples.Xml(bytes.WrittenMemory);

        Assert.Equal(Sitemap + "sitemapindex", root.Name);
        Assert.Equal("https://x.example/sitemaps/1.xml", (string?)root.Element(Sitemap + "sitemap")?.Element(Sitemap + "loc"));
    }

    [Fact]
    public void News_OfAnArticle_SaysWhoWhatAndWhen()
    {
        var url = Assert.Single(WriteNews([new("https://x.example/news/a", "A \"<b>\" & more", "de-AT", FeedSamples.Start)]).Elements(Sitemap + "url"));

        Assert.Equal("https://x.example/news/a", (string?)url.Element(Sitemap + "loc"));
        var news = url.Element(News + "news")!;
        Assert.Equal("Example & News", (string?)news.Element(News + "publication")?.Element(News + "name"));
        Assert.Equal("de", (string?)news.Element(News + "publication")?.Element(News + "language"));
        Assert.Equal("2026-03-01T08:30:00Z", (string?)news.Element(News + "publication_date"));
        Assert.Equal("A \"<b>\" & more", (string?)news.Element(News + "title"));
    }

    [Theory]
    [InlineData("en-US", "en")]
    [InlineData("fil", "fil")]
    [InlineData("zh", "zh-cn")]
    [InlineData("zh-Hans-TW", "zh-cn")]
    [InlineData("zh-HK", "zh-tw")]
    [InlineData("zh-Hant", "zh-tw")]
    [InlineData("x-private", null)]
    [InlineData("i-klingon", null)]
    public void NewsLanguage_OfATag_IsIso639(string tag, string? language) => Assert.Equal(language, NewsSitemapWriter.Language(tag));

    [Fact]
    public void News_OfTooMany_HoldsAThousand() =>
        Assert.Equal(1_000, WriteNews(Enumerable.Range(0, 1_100).Select(i => new NewsSitemapEntry($"https://x.example/{i}", "T", "en", FeedSamples.Start))).Elements().Count());

    private static (XElement Root, int Dealt, int Bytes) Write(IEnumerable<SitemapEntry> entries)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var dealt = SitemapWriter.Write(entries, bytes);
        return (FeedSamples.Xml(bytes.WrittenMemory), dealt, bytes.WrittenCount);
    }

    private static XElement WriteNews(IEnumerable<NewsSitemapEntry> entries)
    {
        var bytes = new ArrayBufferWriter<byte>();
        NewsSitemapWriter.Write("Example & News", entries, bytes);
        return FeedSamples.Xml(bytes.WrittenMemory);
    }
}
