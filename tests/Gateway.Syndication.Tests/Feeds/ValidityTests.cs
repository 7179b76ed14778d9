using System.Xml.Linq;
using CsCheck;
using Gateway.Syndication.Atom;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Rss;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>The W3C feed validator's rules, as a table, on feeds of every kind.</summary>
public sealed class ValidityTests
{
    public static TheoryData<string> Rules() => [.. RssRules.All.Concat(AtomRules.All).Select(r => r.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_OnABrokenFeed_Reports(string id)
    {
        var rule = RssRules.All.Concat(AtomRules.All).Single(r => r.Id == id);
        var document = Write(FeedSamples.Feed(3) with { PrevArchiveUrl = null }, id.StartsWith("rss", StringComparison.Ordinal));
        Assert.Empty(rule.Violations(document));

        rule.Break(document);

        Assert.NotEmpty(rule.Violations(document));
    }

    [Fact]
    public void Feeds_OfEveryKind_BreakNoRule()
    {
        var tombstone = new Tombstone("https://example.org/gone", FeedSamples.Start.AddDays(-2));
        foreach (var feed in (FeedDocument[])
        [
            FeedSamples.Feed(3), FeedSamples.Feed(0), FeedSamples.Archive(3), FeedSamples.Archive(3) with { PrevArchiveUrl = null },
            FeedSamples.Feed(3) with { SummaryOnly = true }, FeedSamples.Feed(3) with { Tombstones = [tombstone] }, FeedSamples.Feed(0) with { Tombstones = [tombstone] },
        ])
            AssertValid(feed);
    }

    [Fact]
    public void Feeds_OfTheCorpus_BreakNoRule() => Assert.All(CorpusFeeds.All(), AssertValid);

    [Fact]
    public void Feeds_OfNastyEntries_BreakNoRule() => NastyFeeds.Feed.Sample(AssertValid, iter: NastyFeeds.Cases);

    [Fact]
    public void Feeds_OfNastyArticles_BreakNoRule() => NastyFeeds.OfArticles.Sample(AssertValid, iter: NastyFeeds.Cases);

    private static void AssertValid(FeedDocument feed)
    {
        var (rss, atom) = (Write(feed, isRss: true), Write(feed, isRss: false));
        foreach (var rule in RssRules.All)
            Assert.True(!rule.Violations(rss).Any(), $"{rule}: {string.Join("; ", rule.Violations(rss).Take(3))}");
        foreach (var rule in AtomRules.All)
            Assert.True(!rule.Violations(atom).Any(), $"{rule}: {string.Join("; ", rule.Violations(atom).Take(3))}");
    }

    private static XElement Write(FeedDocument feed, bool isRss) => FeedSamples.Xml(FeedSamples.Write(isRss ? RssWriter.Write : AtomWriter.Write, feed));
}
