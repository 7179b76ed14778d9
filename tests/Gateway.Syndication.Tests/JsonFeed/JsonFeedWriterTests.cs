using System.Text.Json;
using Gateway.Syndication.Tests.Feeds;

namespace Gateway.Syndication.Tests.JsonFeed;

public sealed class JsonFeedWriterTests
{
    [Fact]
    public void Feed_OfAHead_SaysWhatItIs()
    {
        var feed = FeedSamples.Json(FeedSamples.Feed(2));

        Assert.Equal("https://jsonfeed.org/version/1.1", Text(feed, "version"));
        Assert.Equal("Engines – Example News", Text(feed, "title"));
        Assert.Equal("https://news.example.org/topics/engines", Text(feed, "home_page_url"));
        Assert.Equal("https://news.example.org/topics/engines.xml", Text(feed, "feed_url"));
        Assert.Equal("https://news.example.org/topics/engines/archives/a1-r7.xml", Text(feed, "next_url"));
        Assert.Equal("https://news.example.org/icon.png", Text(feed, "icon"));
        Assert.Equal("The Editors", Text(feed.GetProperty("authors")[0], "name"));
        Assert.Equal("en", Text(feed, "language"));
        Assert.Equal("2026-03-01T08:30:00Z", Text(feed.GetProperty("_history"), "updated"));
        Assert.False(feed.GetProperty("_history").GetProperty("archive").GetBoolean());
        Assert.Equal(2, feed.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public void Item_OfAnEntry_HoldsAllOfIt()
    {
        var item = FeedSamples.Json(FeedSamples.Feed(1)).GetProperty("items")[0];

        Assert.Equal("https://example.org/posts/1", Text(item, "id"));
        Assert.Equal("https://example.org/posts/1", Text(item, "url"));
        Assert.Equal("https://source.example.com/1", Text(item, "external_url"));
        Assert.Equal("Post 1", Text(item, "title"));
        Assert.Equal("Summary 1.", Text(item, "summary"));
        Assert.Equal("<p>Content <b>1</b> &amp; more.</p>", Text(item, "content_html"));
        Assert.Equal("https://example.org/images/1.webp", Text(item, "image"));
        Assert.Equal("2026-03-01T07:30:00Z", Text(item, "date_published"));
        Assert.Equal("2026-03-01T07:35:00Z", Text(item, "date_modified"));
        Assert.Equal("https://example.org/ada", Text(item.GetProperty("authors")[0], "url"));
        Assert.Equal(["Engines", "Analysis"], item.GetProperty("tags").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("en", Text(item, "language"));
    }

    [Fact]
    public void Item_OfASummaryFeed_HasPlainContent()
    {
        var item = FeedSamples.Json(FeedSamples.Feed(1) with { SummaryOnly = true }).GetProperty("items")[0];

        Assert.False(item.TryGetProperty("content_html", out _));
        Assert.Equal("Summary 1.", Text(item, "content_text"));
    }

    [Fact]
    public void Archive_AtTheEnd_HasNoNextPage()
    {
        var feed = FeedSamples.Json(FeedSamples.Archive(1) with { PrevArchiveUrl = null });

        Assert.False(feed.TryGetProperty("next_url", out _));
        Assert.True(feed.GetProperty("_history").GetProperty("archive").GetBoolean());
        Assert.Equal("https://news.example.org/topics/engines.xml", Text(feed.GetProperty("_history"), "current"));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
