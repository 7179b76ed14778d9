using System.Collections.Immutable;
using System.Net;
using System.ServiceModel.Syndication;
using System.Xml;
using CsCheck;
using Gateway.Syndication.Atom;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Rss;
using static Gateway.Syndication.Tests.Feeds.FeedNames;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>The same articles, ids, order, instants and content in all three formats, and for readers that we did not write.</summary>
public sealed class FormatsAgreeTests
{
    [Fact]
    public void Formats_OnTheCorpus_Agree() => Assert.All(CorpusFeeds.All(), AssertAgree);

    [Fact]
    public void Formats_OnSummariesOfTheCorpus_Agree() => Assert.All(CorpusFeeds.All().Take(3), f => AssertAgree(f with { SummaryOnly = true }));

    [Fact]
    public void Formats_OnNastyFeeds_AreWellFormedAndAgree() => NastyFeeds.Feed.Sample(AssertAgree, iter: NastyFeeds.Cases);

    [Fact]
    public void Library_ReadsOurRss_AsWeMeantIt()
    {
        var feed = Read(new Rss20FeedFormatter(), FeedSamples.Write(RssWriter.Write, FeedSamples.Feed(2)));

        Assert.Equal("Engines – Example News", feed.Title.Text);
        Assert.Equal(FeedSamples.Start, feed.LastUpdatedTime);
        Assert.Equal(["https://example.org/posts/1", "https://example.org/posts/2"], feed.Items.Select(i => i.Id));
        var item = feed.Items.First();
        Assert.Equal("Post 1", item.Title.Text);
        Assert.Equal("Summary 1.", item.Summary.Text);
        Assert.Equal(FeedSamples.Start.AddHours(-1), item.PublishDate);
        Assert.Equal(["Engines", "Analysis"], item.Categories.Select(c => c.Name));
        Assert.Equal("<p>Content <b>1</b> &amp; more.</p>", item.ElementExtensions.ReadElementExtensions<string>("encoded", FeedNames.Content.NamespaceName).Single());
    }

    [Fact]
    public void Library_ReadsOurAtom_AsWeMeantIt()
    {
        var feed = Read(new Atom10FeedFormatter(), FeedSamples.Write(AtomWriter.Write, FeedSamples.Feed(2)));

        Assert.Equal("https://news.example.org/topics/engines", feed.Id);
        Assert.Equal("en", feed.Language);
        Assert.Equal(FeedSamples.Start, feed.LastUpdatedTime);
        var item = feed.Items.First();
        Assert.Equal("https://example.org/posts/1", item.Id);
        Assert.Equal(FeedSamples.Start.AddHours(-1), item.PublishDate);
        Assert.Equal(FeedSamples.Start.AddHours(-1).AddMinutes(5), item.LastUpdatedTime);
        Assert.Equal("<p>Content <b>1</b> &amp; more.</p>", Assert.IsType<TextSyndicationContent>(item.Content).Text);
        Assert.Equal(["Ada Lovelace", "Grace Hopper"], item.Authors.Select(a => a.Name));
    }

    private static void AssertAgree(FeedDocument feed)
    {
        var (rss, atom, json) = (FromRss(feed), FromAtom(feed), FromJson(feed));
        Assert.Equal(feed.Entries.Length, json.Length);
        Assert.Equal(json, atom);
        Assert.Equal(json, rss);
    }

    private static ImmutableArray<Seen> FromRss(FeedDocument feed) =>
    [
        .. FeedSamples.Rss(feed).Elements("item").Select(i => new Seen(
            Text(i.Element("guid")),
            Text(i.Element("link")),
            Text(i.Element("title")),
            WebUtility.HtmlDecode(Text(i.Element("description"))),
            i.Element(Content + "encoded")?.Value,
            DateTimeOffset.Parse(Text(i.Element("pubDate")), System.Globalization.CultureInfo.InvariantCulture),
            DateTimeOffset.Parse(Text(i.Element(FeedNames.Atom + "updated")), System.Globalization.CultureInfo.InvariantCulture),
            string.Join('|', i.Elements("category").Select(c => c.Value)))),
    ];

    private static ImmutableArray<Seen> FromAtom(FeedDocument feed) =>
    [
        .. FeedSamples.Atom(feed).Elements(FeedNames.Atom + "entry").Select(e => new Seen(
            Text(e.Element(FeedNames.Atom + "id")),
            Text(e.Elements(FeedNames.Atom + "link").Single(l => (string?)l.Attribute("rel") == "alternate").Attribute("href")),
            Construct(e.Element(FeedNames.Atom + "title")!),
            Construct(e.Element(FeedNames.Atom + "summary")!, isTitle: false),
            e.Element(FeedNames.Atom + "content")?.Value,
            DateTimeOffset.Parse(Text(e.Element(FeedNames.Atom + "published")), System.Globalization.CultureInfo.InvariantCulture),
            DateTimeOffset.Parse(Text(e.Element(FeedNames.Atom + "updated")), System.Globalization.CultureInfo.InvariantCulture),
            string.Join('|', e.Elements(FeedNames.Atom + "category").Select(c => Unmarked((string?)c.Attribute("term")))))),
    ];

    private static ImmutableArray<Seen> FromJson(FeedDocument feed) =>
    [
        .. FeedSamples.Json(feed).GetProperty("items").EnumerateArray().Select(i => new Seen(
            i.GetProperty("id").GetString(),
            i.GetProperty("url").GetString(),
            Unmarked(i.GetProperty("title").GetString()),
            i.GetProperty("summary").GetString(),
            i.TryGetProperty("content_html", out var html) ? html.GetString() : null,
            i.GetProperty("date_published").GetDateTimeOffset(),
            i.GetProperty("date_modified").GetDateTimeOffset(),
            i.TryGetProperty("tags", out var tags) ? string.Join('|', tags.EnumerateArray().Select(t => Unmarked(t.GetString()))) : "")),
    ];

    private static string? Construct(System.Xml.Linq.XElement text, bool isTitle = true)
    {
        var plain = (string?)text.Attribute("type") == "html" ? WebUtility.HtmlDecode(text.Value) : text.Value;
        return isTitle ? Unmarked(plain) : plain;
    }

    // RSS cannot say that a title is no markup: an end tag in one is taken apart there (RssWriterTests).
    private static string? Unmarked(string? text) => text is null ? null : System.Text.RegularExpressions.Regex.Replace(text, @"</(?=\w)", "< /", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private static string Text(System.Xml.Linq.XElement? element) => element?.Value ?? throw new InvalidDataException("An element is missing.");

    private static string Text(System.Xml.Linq.XAttribute? attribute) => attribute?.Value ?? throw new InvalidDataException("An attribute is missing.");

    private static SyndicationFeed Read(SyndicationFeedFormatter formatter, ReadOnlyMemory<byte> document)
    {
        using var reader = XmlReader.Create(new MemoryStream(document.ToArray()));
        formatter.ReadFrom(reader);
        return formatter.Feed;
    }

    private sealed record Seen(string? Id, string? Url, string? Title, string? Summary, string? Html, DateTimeOffset Published, DateTimeOffset Updated, string Categories);
}
