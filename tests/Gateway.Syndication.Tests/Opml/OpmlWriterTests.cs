using System.Buffers;
using Gateway.Syndication.Opml;
using Gateway.Syndication.Tests.Feeds;

namespace Gateway.Syndication.Tests.Opml;

public sealed class OpmlWriterTests
{
    [Fact]
    public void List_OfTwoKinds_GroupsItsFeeds()
    {
        var root = Write(
            new OpmlGroup("Topics", [new OpmlFeed("AI & <ML>", "https://x.example/topics/ai.rss", "https://x.example/topics/ai", "en"), new OpmlFeed("C\"#", "https://x.example/c.rss", "https://x.example/c")]),
            new OpmlGroup("Sources", [new OpmlFeed("example.org", "https://x.example/s.rss", "https://x.example/s", "x-none")]));

        Assert.Equal("2.0", (string?)root.Attribute("version"));
        Assert.Equal("Everything", (string?)root.Element("head")?.Element("title"));
        Assert.Equal("Sun, 01 Mar 2026 08:30:00 GMT", (string?)root.Element("head")?.Element("dateModified"));
        Assert.Equal(["Topics", "Sources"], root.Element("body")!.Elements("outline").Select(o => (string?)o.Attribute("text")));
        var feed = root.Descendants("outline").First(o => o.Attribute("xmlUrl") is not null);
        Assert.Equal("rss", (string?)feed.Attribute("type"));
        Assert.Equal("AI & <ML>", (string?)feed.Attribute("text"));
        Assert.Equal("AI & <ML>", (string?)feed.Attribute("title"));
        Assert.Equal("https://x.example/topics/ai.rss", (string?)feed.Attribute("xmlUrl"));
        Assert.Equal("https://x.example/topics/ai", (string?)feed.Attribute("htmlUrl"));
        Assert.Equal("en", (string?)feed.Attribute("language"));
        Assert.Equal("C\"#", (string?)feed.ElementsAfterSelf().First().Attribute("text"));
        Assert.Null(root.Descendants("outline").Last().Attribute("language"));
    }

    [Fact]
    public void Group_WithoutFeeds_IsLeftOut() => Assert.Empty(Write(new OpmlGroup("Topics", [])).Element("body")!.Elements());

    [Fact]
    public void Text_WithForbiddenCharacters_StaysWellFormed()
    {
        var feed = Write(new OpmlGroup("a\0\uD800", [new OpmlFeed("\u0001\nb\uFFFE", "https://x.example/a b", "https://x.example/ü")])).Descendants("outline").Last();

        Assert.Equal("b", (string?)feed.Attribute("title"));
        Assert.Equal("https://x.example/a%20b", (string?)feed.Attribute("xmlUrl"));
        Assert.Equal("https://x.example/%C3%BC", (string?)feed.Attribute("htmlUrl"));
    }

    private static System.Xml.Linq.XElement Write(params OpmlGroup[] groups)
    {
        var bytes = new ArrayBufferWriter<byte>();
        OpmlWriter.Write(new OpmlDocument { Title = "Everything", Modified = FeedSamples.Start, Groups = groups }, bytes);
        return FeedSamples.Xml(bytes.WrittenMemory);
    }
}
