using System.Text;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Upstream;
using Gateway.Syndication.Upstream.Conversion;
using Gateway.Tests.Shared;

namespace Gateway.Syndication.Tests.Upstream;

/// <summary>What the items of somebody else's feed become, and by what they are known again.</summary>
public sealed class SourceRecordTests
{
    private static readonly DateTimeOffset Seen = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly SourceRules Rules = new() { Id = "partner", Topics = ["News"] };

    [Fact]
    public void Items_OfRealFeeds_BecomeRecords_ThatPublishersMaySend()
    {
        var count = 0;
        foreach (var file in Directory.GetFiles(Corpus.Path("feeds"), "??-*"))
        {
            var feed = FeedParser.Parse(File.ReadAllBytes(file), null, new Uri("https://example.org/feed"), new UpstreamLimits());
            Assert.NotNull(feed);
            var (slugs, keys) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<ulong>());
            foreach (var item in feed.Items)
            {
                foreach (var rules in (SourceRules[])[Rules, Rules with { IsFull = false }])
                {
                    var slug = SourceRecord.Slug(rules, item, ItemIdentity.Of(item).Key);
                    if (SourceRecord.Of(rules, feed, item, slug, Seen) is not { } record)
                        continue;
                    var read = ArticleReader.Read(record, new ArticleLimits(), slug);
                    Assert.True(read.Article is not null, $"{file}: {read.Problem?.Text}\n{Encoding.UTF8.GetString(record)}");
                    Assert.Contains("News", read.Article.Topics);
                    slugs.Add(slug);
                    keys.Add(ItemIdentity.Of(item).Key);
                    count++;
                }
            }

            Assert.Equal(keys.Count, slugs.Count);
        }

        Assert.InRange(count, 400, 50_000);
    }

    [Fact]
    public void Item_BecomesTheArticle_ThatItIs()
    {
        var feed = Parse(
            """
            <rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><language>de_AT</language>
            <item><title>Ein &amp;lt;Titel&amp;gt;</title><link>https://example.org/a?x=1&amp;y=2</link><guid>7</guid><pubDate>Fri, 27 Nov 2026 10:00:00 GMT</pubDate>
            <dc:creator>Ann</dc:creator><category>Kunst</category><category>news</category><description>Kurz.</description>
            <content:encoded><![CDATA[<p>Lang, mit <a href="/b">Link</a>.</p>]]></content:encoded><enclosure url="https://example.org/a.mp3" type="audio/mpeg" length="5"/></item></channel></rss>
            """);
        Assert.Equal(
            """{"slug":"s","title":"Ein \u003CTitel\u003E","summary":"Kurz.","body_md":"Lang, mit [Link](https://example.org/b).","canonical_source":"https://example.org/a?x=1\u0026y=2","published_at":"2026-11-27T10:00:00Z","lang":"de-AT","topics":["News","Kunst"],"authors":[{"name":"Ann"}],"enclosures":[{"url":"https://example.org/a.mp3","type":"audio/mpeg","length":5}]}""",
            Record(Rules, feed));
        Assert.Equal(
            """{"slug":"s","title":"Ein \u003CTitel\u003E","summary":"Kurz.","body_md":"Kurz.\n\n[example.org](\u003Chttps://example.org/a?x=1\u0026y=2\u003E)","canonical_source":"https://example.org/a?x=1\u0026y=2","published_at":"2026-11-27T10:00:00Z","lang":"de-AT","topics":["News","Kunst"],"authors":[{"name":"Ann"}],"enclosures":[{"url":"https://example.org/a.mp3","type":"audio/mpeg","length":5}]}""",
            Record(Rules with { IsFull = false }, feed));
    }

    [Fact]
    public void Item_WithNextToNothing_StillHasATitle_ADate_AndABody()
    {
        var feed = Parse("<rss><channel><item><description>Only this &amp;amp; no more</description></item><item><title>A title</title><link>https://example.org/t</link></item></channel></rss>");
        Assert.Equal("""{"slug":"s","title":"Only this \u0026 no more","body_md":"Only this \u0026 no more","published_at":"2026-11-27T12:00:00Z","topics":["News"],"authors":[]}""", Record(Rules, feed));
        Assert.Equal("""{"slug":"s","title":"A title","body_md":"[example.org](\u003Chttps://example.org/t\u003E)","canonical_source":"https://example.org/t","published_at":"2026-11-27T12:00:00Z","topics":["News"],"authors":[]}""", Record(Rules, feed, 1));
        Assert.Null(SourceRecord.Of(Rules, feed, new UpstreamItem { Id = "9", Content = "<p> </p>" }, "s", Seen));
    }

    [Theory]
    [InlineData("<guid>1</guid><title>a</title>", "<guid> 1 </guid><title>b</title><pubDate>Fri, 27 Nov 2026 10:00:00 GMT</pubDate>", true)]
    [InlineData("<guid>1</guid><title>a</title>", "<guid>2</guid><title>a</title>", false)]
    [InlineData("<guid>http://www.example.org/a/?utm_source=rss&amp;id=1</guid>", "<guid>https://example.org/a?id=1</guid>", true)]
    [InlineData("<guid>https://example.org/a?id=1</guid>", "<guid>https://example.org/a?id=2</guid>", false)]
    [InlineData("<link>https://example.org/a</link><title>x</title>", "<link>https://example.org/a/</link><title>y</title>", true)]
    [InlineData("<title>Same</title><pubDate>Fri, 27 Nov 2026 10:00:00 GMT</pubDate>", "<title>same </title>", true)]
    [InlineData("<title>Same</title><description>one</description>", "<title>Same</title><description>two</description>", false)]
    public void Item_IsKnownAgain(string before, string after, bool isKnown)
    {
        var feed = Parse($"<rss><channel><item>{before}</item><item>{after}</item></channel></rss>");
        Assert.Equal(isKnown, ItemIdentity.Of(feed.Items[0]).Key == ItemIdentity.Of(feed.Items[1]).Key);
    }

    [Fact]
    public void Item_UnderAnotherId_IsAlike_WhereThereIsEnoughOfIt()
    {
        var feed = Parse("<rss><channel><item><guid>1</guid><title>A title of its own</title><description>And a text</description></item><item><guid>2</guid><title>A Title of its own</title><description>And a text</description></item><item><guid>3</guid><title>Photo</title></item></channel></rss>");
        var identities = feed.Items.Select(ItemIdentity.Of).ToList();
        Assert.NotNull(identities[0].Likeness);
        Assert.Equal(identities[0].Likeness, identities[1].Likeness);
        Assert.Null(identities[2].Likeness);
    }

    private static UpstreamFeed Parse(string document) => FeedParser.Parse(Encoding.UTF8.GetBytes(document), null, new Uri("https://example.org/feed"), new UpstreamLimits())!; // It is a feed.

    private static string Record(SourceRules rules, UpstreamFeed feed, int item = 0) => Encoding.UTF8.GetString(SourceRecord.Of(rules, feed, feed.Items[item], "s", Seen) ?? []);
}
