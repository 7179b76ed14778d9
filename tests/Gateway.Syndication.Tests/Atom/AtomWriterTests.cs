using System.Text;
using System.Xml.Linq;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Atom;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Tests.Feeds;
using static Gateway.Syndication.Tests.Feeds.FeedNames;

namespace Gateway.Syndication.Tests.Atom;

public sealed class AtomWriterTests
{
    [Fact]
    public void Feed_OfAHead_SaysWhatItIs()
    {
        var feed = FeedSamples.Atom(FeedSamples.Feed(2));

        Assert.Equal(FeedNames.Atom + "feed", feed.Name);
        Assert.Equal("en", (string?)feed.Attribute(XNamespace.Xml + "lang"));
        Assert.Equal("Engines – Example News", (string?)feed.Element(FeedNames.Atom + "title"));
        Assert.Equal("Articles on engines.", (string?)feed.Element(FeedNames.Atom + "subtitle"));
        Assert.Equal("https://news.example.org/topics/engines", (string?)feed.Element(FeedNames.Atom + "id"));
        Assert.Equal("2026-03-01T08:30:00Z", (string?)feed.Element(FeedNames.Atom + "updated"));
        Assert.Equal("The Editors", (string?)feed.Element(FeedNames.Atom + "author")?.Element(FeedNames.Atom + "name"));
        Assert.Equal("https://news.example.org/icon.png", (string?)feed.Element(FeedNames.Atom + "icon"));
        Assert.Equal(["alternate", "self", "prev-archive"], feed.Elements(FeedNames.Atom + "link").Select(l => (string?)l.Attribute("rel")));
        Assert.Equal(2, feed.Elements(FeedNames.Atom + "entry").Count());
    }

    [Fact]
    public void Root_WithoutArchiveOrTombstones_DeclaresNeitherNamespace()
    {
        var text = Encoding.UTF8.GetString(FeedSamples.Write(AtomWriter.Write, FeedSamples.Feed(1)).Span);

        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("xmlns:at=", text, StringComparison.Ordinal);
        Assert.DoesNotContain("xmlns:fh=", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_OfAnArticle_HoldsAllOfIt()
    {
        var entry = FeedSamples.Atom(FeedSamples.Feed(1)).Element(FeedNames.Atom + "entry")!;

        Assert.Equal("https://example.org/posts/1", Value(entry, "id"));
        Assert.Equal("Post 1", Value(entry, "title"));
        Assert.Equal("2026-03-01T07:30:00Z", Value(entry, "published"));
        Assert.Equal("2026-03-01T07:35:00Z", Value(entry, "updated"));
        Assert.Equal("Summary 1.", Value(entry, "summary"));
        Assert.Equal("text", (string?)entry.Element(FeedNames.Atom + "summary")?.Attribute("type"));
        Assert.Equal("<p>Content <b>1</b> &amp; more.</p>", Value(entry, "content"));
        Assert.Equal("html", (string?)entry.Element(FeedNames.Atom + "content")?.Attribute("type"));
        Assert.Equal(["Engines", "Analysis"], entry.Elements(FeedNames.Atom + "category").Select(c => (string?)c.Attribute("term")));
        Assert.Equal(["Ada Lovelace", "Grace Hopper"], entry.Elements(FeedNames.Atom + "author").Select(a => Value(a, "name")));
        Assert.Equal("https://example.org/ada", Value(entry.Element(FeedNames.Atom + "author")!, "uri"));
        Assert.Equal(
            [("alternate", "https://example.org/posts/1"), ("via", "https://source.example.com/1")],
            entry.Elements(FeedNames.Atom + "link").Select(l => ((string?)l.Attribute("rel"), (string?)l.Attribute("href"))));
        Assert.Null(entry.Attribute(XNamespace.Xml + "lang"));
    }

    [Theory]
    [InlineData("zh-Hant", "zh-Hant")]
    [InlineData("x-private", "")]
    [InlineData("i-klingon", "")]
    public void Entry_InAnotherLanguage_SaysWhichWhereFeedsCan(string language, string shown) =>
        Assert.Equal(shown, (string?)FeedSamples.Atom(FeedSamples.With(e => e with { Language = language })).Element(FeedNames.Atom + "entry")?.Attribute(XNamespace.Xml + "lang"));

    [Fact]
    public void Entry_OfASummaryFeed_HasNoContent()
    {
        var entry = FeedSamples.Atom(FeedSamples.Feed(1) with { SummaryOnly = true }).Element(FeedNames.Atom + "entry")!;

        Assert.Null(entry.Element(FeedNames.Atom + "content"));
        Assert.Equal("Summary 1.", Value(entry, "summary"));
    }

    [Fact]
    public void Title_ThatLooksLikeMarkup_IsEscapedHtml()
    {
        var title = FeedSamples.Atom(FeedSamples.With(e => e with { Title = "The </b> tag & more" })).Element(FeedNames.Atom + "entry")?.Element(FeedNames.Atom + "title");

        Assert.Equal("html", (string?)title?.Attribute("type"));
        Assert.Equal("The &lt;/b&gt; tag &amp; more", (string?)title);
    }

    [Fact]
    public void Author_WithAnAddressInBrackets_HasRoundOnes()
    {
        var feed = FeedSamples.With(e => e with { Authors = [new ArticleAuthor("Ada <ada@example.org>")] });

        Assert.Equal("Ada (ada@example.org)", Value(FeedSamples.Atom(feed).Element(FeedNames.Atom + "entry")!.Element(FeedNames.Atom + "author")!, "name"));
    }

    [Fact]
    public void Tombstones_OfRetractedArticles_FollowTheEntries()
    {
        var feed = FeedSamples.Atom(FeedSamples.Feed(1) with { Tombstones = [new Tombstone("https://example.org/gone", FeedSamples.Start.AddDays(-2))] });
        var gone = Assert.Single(feed.Elements(Tombstones + "deleted-entry"));

        Assert.Equal("https://example.org/gone", (string?)gone.Attribute("ref"));
        Assert.Equal("2026-02-27T08:30:00Z", (string?)gone.Attribute("when"));
        Assert.Same(gone, feed.Elements().Last());
    }

    [Fact]
    public void Archive_WithAnOlderOne_IsMarkedAsArchive()
    {
        Assert.NotNull(FeedSamples.Atom(FeedSamples.Archive(1)).Element(History + "archive"));
        Assert.Null(FeedSamples.Atom(FeedSamples.Archive(1) with { PrevArchiveUrl = null }).Element(History + "archive"));
    }

    private static string? Value(XElement parent, string name) => (string?)parent.Element(FeedNames.Atom + name);
}
