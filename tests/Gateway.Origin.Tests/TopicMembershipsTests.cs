using Gateway.Origin.Publishing;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Topics;
using Gateway.Tests.Shared;

namespace Gateway.Origin.Tests;

public sealed class TopicMembershipsTests
{
    private static readonly Publication Publication = Hosting.OriginHost.Publication;

    [Fact]
    public void Of_NamesOfEveryKind_AreTheTopicsOfTheArticleInTheirOrder()
    {
        var memberships = new TopicMemberships(Publication).Of(Article(
            """{"topics":["News","C#","news","---"],"entities":["News","Ünï"],"canonical_source":"https://A.example/x","lang":"de"}"""));

        Assert.Equal(
            ["latest=Latest", "topics/news=News", "topics/c-sharp=C#", "entities/news=News", "entities/ünï=Ünï", "sources/a.example=a.example", "languages/de=de"],
            memberships.Select(m => $"{m.Key}={m.DisplayName}"));
    }

    [Fact]
    public void Of_TheSameNamesAgain_SharesTheMemberships()
    {
        var all = new TopicMemberships(Publication);
        var first = all.Of(Article("""{"topics":["News"]}"""));

        Assert.All(all.Of(Article("""{"topics":["News"]}""")).Zip(first), pair => Assert.Same(pair.First, pair.Second));
    }

    [Fact]
    public void Of_ManyNamesTwice_HasEachOnce()
    {
        var names = Enumerable.Range(0, 50).Select(i => $"name {i}").ToList();
        var json = $$"""{"topics":{{System.Text.Json.JsonSerializer.Serialize(names.Concat(names.Select(n => n.ToUpperInvariant())))}}}""";

        var memberships = new TopicMemberships(Publication).Of(Article(json));

        Assert.Equal(["latest", .. names.Select(n => "topics/" + n.Replace(' ', '-')), "languages/en"], memberships.Select(m => m.Key));
    }

    [Fact]
    public void Of_MoreNamesThanAreKept_StaysRight()
    {
        var all = new TopicMemberships(Publication);
        for (var i = 0; i < 20_000; i++)
            Assert.Equal($"topics/n{i}", all.Of(Article($$"""{"topics":["N{{i}}"]}"""))[1].Key);

        Assert.Equal("topics/n0", all.Of(Article("""{"topics":["n0"]}"""))[1].Key);
    }

    [Fact]
    public void Of_EveryArticleOfTheCorpus_IsWhatItsRecordSays()
    {
        var all = new TopicMemberships(Publication);
        foreach (var json in Corpus.Articles())
        {
            var article = Read(json);
            Assert.Equal(
                TopicKey.Of(article, Publication).Select(topic => (topic.Key.ToString(), topic.DisplayName)),
                all.Of(article).Select(m => (m.Key, m.DisplayName)));
        }
    }

    private static Article Article(string members) =>
        Read(System.Text.Encoding.UTF8.GetBytes("""{"slug":"a","title":"A","body_md":"B","published_at":"2026-01-01T00:00:00Z",""" + members[1..]));

    private static Article Read(byte[] json)
    {
        var read = ArticleReader.ReadToPass(json, new ArticleLimits());
        return read.Article ?? throw new InvalidOperationException(read.Problem?.Text);
    }
}
