using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Gateway.Contracts.Topics;
using Gateway.Grains.Tests.Faults;
using static Gateway.Grains.Tests.Topics.TopicSilo;

namespace Gateway.Grains.Tests.Topics;

public sealed class FormatTests
{
    private const string Hostile = "A <b>&\u0001]]> \uD800 b";

    [Fact]
    public async Task Feed_InAllFormats_HoldsTheSameEntriesInTheSameOrder_HeadAndArchives()
    {
        await using var silo = await Start(new(), isReal: true);
        var topic = silo.Topic("topics/ai");
        await topic.Apply([.. Enumerable.Range(0, 180).Select(n => Put(n) with { Topic = new() { Key = "topics/ai", DisplayName = Hostile } })]);
        var archive = (await topic.List(new())).Older;
        foreach (var name in new[] { null, archive })
        {
            var rss = await topic.Feed(new() { Format = FeedFormat.Rss, Archive = name });
            var atom = await topic.Feed(new() { Format = FeedFormat.Atom, Archive = name });
            var json = await topic.Feed(new() { Format = FeedFormat.Json, Archive = name });
            var ids = Xml(rss).Descendants("guid").Select(e => e.Value).ToList();
            Assert.Equal(name is null ? 50 : 80, ids.Count);
            Assert.Equal(ids, Xml(atom).Descendants(Atom + "entry").Select(e => e.Element(Atom + "id")?.Value));
            Assert.Equal(ids, JsonDocument.Parse(ReadFeed.Bytes(json)).RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
            var links = Xml(atom).Root?.Elements(Atom + "link").ToLookup(l => l.Attribute("rel")?.Value, l => l.Attribute("href")?.Value);
            var older = Assert.Single(links?["prev-archive"] ?? []);
            Assert.StartsWith("https://gateway.example/topics/ai/archives/", older, StringComparison.Ordinal);
            Assert.EndsWith(".atom", older, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Feed_LatestWithoutAnArticle_IsAnEmptyFeedThatNeverChanges()
    {
        var storage = new FaultyStorage();
        var bodies = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            await using var silo = await Start(storage, isReal: true);
            var topic = silo.Topic("latest");
            Assert.True((await topic.Describe()).Exists);
            var rss = await topic.Feed(new() { Format = FeedFormat.Rss });
            var atom = await topic.Feed(new() { Format = FeedFormat.Atom });
            var json = await topic.Feed(new() { Format = FeedFormat.Json });
            Assert.All((FeedAnswer[])[rss, atom, json], answer => Assert.Equal((FeedStatus.Found, "0-0000000000000000"), (answer.Status, answer.Version)));
            Assert.Empty(Xml(rss).Descendants("item"));
            var feed = Xml(atom).Root;
            Assert.Empty(feed?.Elements(Atom + "entry") ?? []);
            Assert.Equal("1990-01-01T00:00:00Z", feed?.Element(Atom + "updated")?.Value);
            Assert.Equal(0, JsonDocument.Parse(ReadFeed.Bytes(json)).RootElement.GetProperty("items").GetArrayLength());
            var page = await topic.List(new());
            Assert.Equal((FeedStatus.Found, 0, null), (page.Status, page.Entries.Length, page.Older));
            Assert.Equal(FeedStatus.NotFound, (await topic.Feed(new() { Format = FeedFormat.Rss, Archive = "1-r1" })).Status);
            bodies.AddRange([Text(rss), Text(atom), Text(json)]);
        }

        Assert.Equal(bodies[..3], bodies[3..]);
        Assert.Empty(storage.Writes);
    }

    [Fact]
    public async Task Feed_DeltaFromTheEmptyFeed_IsTheWholeFeed()
    {
        await using var silo = await Start(new(), isReal: true);
        var topic = silo.Topic("latest");
        var empty = await topic.Feed(new() { Format = FeedFormat.Atom });
        await topic.Apply([Put(1, topic: "latest")]);
        var feed = await topic.Feed(new() { Format = FeedFormat.Atom, Since = empty.Version });
        Assert.Equal(FeedStatus.Found, feed.Status);
        Assert.Single(Xml(feed).Descendants(Atom + "entry"));
    }

    private static string Text(FeedAnswer answer) => Encoding.UTF8.GetString(ReadFeed.Bytes(answer));

    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private static XDocument Xml(FeedAnswer answer) => XDocument.Load(new MemoryStream(ReadFeed.Bytes(answer)));
}
