using System.Text.Json;
using System.Xml.Linq;
using Gateway.Contracts.Topics;
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
            var rss = (await topic.Feed(new() { Format = FeedFormat.Rss, Archive = name })).Body;
            var atom = (await topic.Feed(new() { Format = FeedFormat.Atom, Archive = name })).Body;
            var json = (await topic.Feed(new() { Format = FeedFormat.Json, Archive = name })).Body;
            var ids = Xml(rss).Descendants("guid").Select(e => e.Value).ToList();
            Assert.Equal(name is null ? 50 : 80, ids.Count);
            Assert.Equal(ids, Xml(atom).Descendants(Atom + "entry").Select(e => e.Element(Atom + "id")?.Value));
            Assert.Equal(ids, JsonDocument.Parse(json).RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));
            var links = Xml(atom).Root?.Elements(Atom + "link").ToLookup(l => l.Attribute("rel")?.Value, l => l.Attribute("href")?.Value);
            var older = Assert.Single(links?["prev-archive"] ?? []);
            Assert.StartsWith("https://gateway.example/topics/ai/archives/", older, StringComparison.Ordinal);
            Assert.EndsWith(".atom", older, StringComparison.Ordinal);
        }
    }

    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private static XDocument Xml(ReadOnlyMemory<byte> body) => XDocument.Load(new MemoryStream(body.ToArray()));
}
