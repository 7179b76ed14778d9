using System.Text;
using Gateway.Syndication.Upstream;

namespace Gateway.Syndication.Tests.Upstream;

/// <summary>What feeds a page has.</summary>
public sealed class FeedDiscoveryTests
{
    [Theory]
    [InlineData("<link rel=alternate type=application/rss+xml href=/feed title='The  feed'>", "https://example.org/feed The feed")]
    [InlineData("<link href='feed.json' type='application/feed+json; charset=utf-8' rel='ALTERNATE home'>", "https://example.org/a/feed.json ")]
    [InlineData("<base href='https://cdn.example/x/'><link rel=alternate type=application/atom+xml href=f>", "https://cdn.example/x/f ")]
    [InlineData("<link rel=feed href=f>", "https://example.org/a/f ")]
    [InlineData("<link rel=alternate type=application/rss+xml href=/comments/feed title='Comments'><link rel=alternate type=application/rss+xml href=/feed>", "https://example.org/feed |https://example.org/comments/feed Comments")]
    [InlineData("<link rel=alternate type=application/rss+xml href=/f><link rel=alternate type=application/rss+xml href=/f>", "https://example.org/f ")]
    [InlineData("<body><p>text<link rel=alternate type=application/rss+xml href=/late></p>", "https://example.org/late ")]
    [InlineData("<link rel=alternate type=text/html href=/x><link rel=stylesheet type=application/rss+xml href=/y><link rel=alternate hreflang=de href=/z>", "")]
    [InlineData("<link rel=alternate type=application/rss+xml href='javascript:alert(1)'><link rel=alternate type=application/rss+xml href='http://a:b@c/'>", "")]
    [InlineData("", "")]
    public void Feeds_OfAPage(string html, string expected) => Assert.Equal(
        expected,
        string.Join('|', FeedDiscovery.Find(Encoding.UTF8.GetBytes(html), null, new Uri("https://example.org/a/page")).Select(f => $"{f.Address} {f.Title}")));

    [Fact]
    public void Page_ThatIsMadeToBeSlow_IsNot()
    {
        var page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<b><p><table><link rel=alternate type=application/rss+xml href=/f>", 100_000)));
        var began = TimeProvider.System.GetTimestamp();
        Assert.Single(FeedDiscovery.Find(page, null, new Uri("https://example.org/")));
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(5), $"{TimeProvider.System.GetElapsedTime(began)}");
    }
}
