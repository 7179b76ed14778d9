using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Tests.Feeds;

public sealed class ShownFeedTests
{
    [Fact]
    public void Instants_BeforeNineteenNinety_AreShownAsItsStart()
    {
        var entry = Assert.Single(Show(FeedSamples.With(e => e with { Published = new(1969, 7, 20, 20, 17, 0, TimeSpan.Zero), Updated = new(1969, 7, 21, 0, 0, 0, TimeSpan.Zero) })));

        Assert.Equal(new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero), entry.Published);
        Assert.Equal(entry.Published, entry.Updated);
    }

    [Fact]
    public void Instants_WithOffsetAndFraction_AreUtcToTheSecond()
    {
        var entry = Assert.Single(Show(FeedSamples.With(e => e with { Updated = new DateTimeOffset(2026, 3, 1, 23, 59, 59, 999, TimeSpan.FromHours(-5)) })));

        Assert.Equal("2026-03-02T04:59:59Z", FeedInstant.Rfc3339(entry.Updated));
        Assert.Equal("Mon, 02 Mar 2026 04:59:59 GMT", FeedInstant.Rfc822(entry.Updated));
    }

    [Fact]
    public void Entry_WithoutAnyText_HasItsTitleForOne()
    {
        var entry = Assert.Single(Show(FeedSamples.With(e => e with { Title = "\0", Summary = " \n", ContentHtml = " " })));

        Assert.Equal("post-1", entry.Title);
        Assert.Equal("post-1", entry.Summary);
        Assert.Null(entry.ContentHtml);
    }

    [Fact]
    public void Entry_AtAnIpLiteral_LinksItsPageOnTheGateway()
    {
        var entry = Assert.Single(Show(FeedSamples.With(e => e with { Url = "http://[2001:db8::1]/", Image = "http://[2001:db8::1]/i.png" })));

        Assert.Equal("https://news.example.org/news/post-1", entry.Url);
        Assert.Null(entry.Image);
    }

    [Fact]
    public void Content_BeyondTheBudget_IsLeftToTheSummaries()
    {
        var large = new string('x', 1_500_000);
        var shown = Show(FeedSamples.Feed([.. Enumerable.Range(1, 4).Select(n => FeedSamples.Entry(n) with { ContentHtml = n == 4 ? "<p>small</p>" : large })]));

        Assert.Equal([true, true, false, true], shown.Select(e => e.ContentHtml is not null));
        Assert.All(shown, e => Assert.NotEmpty(e.Summary));
    }

    [Fact]
    public void Content_OfTwoLargeNewestEntries_LeavesTheOthersTheirs()
    {
        var large = new string('x', 1_990_000);
        var shown = Show(FeedSamples.Feed([.. Enumerable.Range(1, 50).Select(n => FeedSamples.Entry(n) with { ContentHtml = n <= 2 ? large : new string('y', 40_000) })])).ToArray();

        Assert.Equal([true, false, .. Enumerable.Repeat(true, 48)], shown.Select(e => e.ContentHtml is not null));
        Assert.Equal(Enumerable.Range(1, 50).Select(n => FeedSamples.Entry(n).Title), shown.Select(e => e.Title));
    }

    [Theory]
    [InlineData("&", 10_000)]
    [InlineData("<", 10_000)]
    [InlineData("日", 10_000)]
    public void Documents_OfTheLargestFeeds_StayBelowFiveMillionBytes(string piece, int length)
    {
        var text = string.Concat(Enumerable.Repeat(piece, length));
        var html = string.Concat(Enumerable.Repeat(piece is "日" ? piece : "<br>", 30_000));
        var feed = FeedSamples.Feed([.. Enumerable.Range(1, 200).Select(n => FeedSamples.Entry(n) with { Summary = text, ContentHtml = html })]);

        Assert.InRange(FeedSamples.Write(Gateway.Syndication.Rss.RssWriter.Write, feed).Length, 2_000_000, 5_000_000);
        Assert.InRange(FeedSamples.Write(Gateway.Syndication.Atom.AtomWriter.Write, feed).Length, 2_000_000, 5_000_000);
    }

    private static IEnumerable<ShownEntry> Show(FeedDocument feed) => ShownFeed.Of(feed).Entries;
}
