using System.Net;
using Gateway.Origin.Tests.Hosting;

namespace Gateway.Origin.Tests.Changes;

/// <summary>What the origin tells an edge beside the answer.</summary>
public sealed class InternalFieldTests(OriginFixture fixture) : IClassFixture<OriginFixture>
{
    private readonly OriginHost host = fixture.Host;

    [Theory]
    [InlineData("/news/hello", 200, "article:hello", "1")]
    [InlineData("/news/hello.md", 200, "article:hello", "1")]
    [InlineData("/news/hello.json", 200, "article:hello", "1")]
    [InlineData("/news/gone", 410, "article:gone", "2")]
    [InlineData("/news/gone.txt", 410, "article:gone", "2")]
    [InlineData("/news/never", 404, "article:never", "0")]
    [InlineData("/news/n%C3%A4her.txt", 404, "article:n%C3%A4her", "0")]
    [InlineData("/latest", 200, "topic:latest", "3")]
    [InlineData("/latest.rss", 200, "topic:latest", "3")]
    [InlineData("/latest.json?limit=3", 200, "topic:latest", "3")]
    [InlineData("/topics/ai.atom", 200, "topic:topics%2Fai", "3")]
    [InlineData("/topics/nothing.atom", 404, "topic:topics%2Fnothing", "3")]
    [InlineData("/topics/nothing", 404, "topic:topics%2Fnothing", "3")]
    [InlineData("/latest/archives/100-r1.atom", 200, "archives:latest", "3")]
    [InlineData("/latest/archives/100-r1", 200, "topic:latest", "3")]
    [InlineData("/latest/archives/100-r0.atom", 307, "topic:latest", "3")]
    [InlineData("/latest/archives/none.atom", 404, "topic:latest", "3")]
    [InlineData("/", 200, "topic:latest, directory", "3")]
    [InlineData("/llms.txt", 200, "topic:latest, directory", "3")]
    [InlineData("/sitemap.xml", 200, "topic:latest", "3")]
    [InlineData("/sitemap-7.xml", 404, "topic:latest", "3")]
    [InlineData("/sitemap-news.xml", 200, "topic:latest", "3")]
    [InlineData("/topics.opml", 200, "directory", null)]
    [InlineData("/topics", 200, "directory", null)]
    [InlineData("/languages?after=de", 200, "directory", null)]
    [InlineData("/robots.txt", 200, null, null)]
    [InlineData("/openapi.json", 200, null, null)]
    [InlineData("/topics/Not%20Normal", 308, null, null)]
    [InlineData("/nothing", 404, null, null)]
    [InlineData("/latest.rss?limit=x", 400, null, null)]
    public async Task Answer_ToAnEdge_NamesWhatItShows(string path, int status, string? tags, string? revision)
    {
        foreach (var method in (string[])["GET", "HEAD"])
        {
            using var answer = await host.SendAsync(method, path, ("Gateway-Edge", "e"));
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal(tags, Field(answer, "Gateway-Tags"));
            Assert.Equal(revision, Field(answer, "Gateway-Revision"));
            if (tags is null)
                Assert.Null(Field(answer, "Gateway-Source"));
            else
                Assert.Matches("^silo:7:[1-9][0-9]*$", Field(answer, "Gateway-Source"));
        }
    }

    [Fact]
    public async Task NotModified_NamesWhatItShows()
    {
        foreach (var path in (string[])["/latest.rss", "/news/hello.txt"])
        {
            using var whole = await host.GetAsync(path);
            using var answer = await host.GetAsync(path, ("Gateway-Edge", "e"), ("If-None-Match", whole.Headers.ETag!.ToString())); // Not null: a representation has one.
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.NotNull(Field(answer, "Gateway-Tags"));
            Assert.NotNull(Field(answer, "Gateway-Source"));
        }
    }

    [Fact]
    public async Task Answer_ToAnybodyElse_NamesNothing()
    {
        foreach (var path in (string[])["/news/hello", "/latest.rss", "/", "/news/never"])
        {
            using var answer = await host.GetAsync(path);
            Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase));
        }

        await using var own = await OriginHost.StartAsync();
        using var put = await own.PutAsync("quiet");
        Assert.DoesNotContain(put.Headers, h => h.Key.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Source_IsReadBeforeTheGrainIsAsked()
    {
        await using var own = await OriginHost.StartAsync();
        await own.PutAsync("a");
        var before = own.Store.Journal.Position.Sequence;
        own.Store.BeforeRead = () =>
        {
            own.Store.Journal.Report("article:a");
            return Task.CompletedTask;
        };
        using var answer = await own.GetAsync("/news/a.txt", ("Gateway-Edge", "e"));
        Assert.Equal($"silo:7:{before}", Field(answer, "Gateway-Source"));
        Assert.Equal(before + 1, own.Store.Journal.Position.Sequence);
    }

    [Fact]
    public async Task Source_OfWhatSeveralSilosHost_NamesEachAtItsEarliest()
    {
        await using var own = await OriginHost.StartAsync();
        await own.PutAsync("a");
        own.Store.DirectoryPosition = new("other%3A1", 9, 3);
        using var home = await own.GetAsync("/", ("Gateway-Edge", "e"));
        Assert.Equal($"silo:7:{own.Store.Journal.Position.Sequence}, other%3A1:9:3", Field(home, "Gateway-Source"));
        using var names = await own.GetAsync("/topics", ("Gateway-Edge", "e"));
        Assert.Equal("other%3A1:9:3", Field(names, "Gateway-Source"));
    }

    [Fact]
    public async Task Publish_OfWhatAnotherSiloHosts_SaysWhoseNumbersTheyAre()
    {
        await using var own = await OriginHost.StartAsync();
        own.Store.Elsewhere = new() { Silo = "other%3A1", Epoch = 9, Changes = [new("topic:far", 30)] };
        using var created = await PublishAsync(own, "PUT", "a", "One");
        Assert.EndsWith(", topic:far;s=30;at=other%3A1:9", Field(created, "Gateway-Changed"), StringComparison.Ordinal);
        Assert.StartsWith("article:a;s=1, ", Field(created, "Gateway-Changed"), StringComparison.Ordinal);
        using var retracted = await PublishAsync(own, "DELETE", "a", null);
        Assert.EndsWith(", topic:far;s=30;drop;at=other%3A1:9", Field(retracted, "Gateway-Changed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_NamesWhatItChanged_WithItsNumbers()
    {
        await using var own = await OriginHost.StartAsync();
        using var created = await PublishAsync(own, "PUT", "a", "One");
        Assert.Equal(
            "article:a;s=1, topic:latest;s=2, topic:topics%2Fai;s=3, topic:sources%2Fsource.example;s=4, topic:languages%2Fen;s=5",
            Sorted(created));
        Assert.Equal("silo:7:5", Field(created, "Gateway-Source"));

        // Archives are named where a change of theirs is known, with its number; nothing else is.
        own.Store.Journal.Report("archives:latest");
        using var edited = await PublishAsync(own, "PUT", "a", "Two");
        Assert.Contains("topic:latest;s=8", Field(edited, "Gateway-Changed"), StringComparison.Ordinal);
        Assert.Contains("archives:latest;s=6", Field(edited, "Gateway-Changed"), StringComparison.Ordinal);
        Assert.DoesNotContain("archives:topics", Field(edited, "Gateway-Changed"), StringComparison.Ordinal);

        using var same = await PublishAsync(own, "PUT", "a", "Two");
        Assert.Equal("article:a;s=7", Field(same, "Gateway-Changed"));

        using var retracted = await PublishAsync(own, "DELETE", "a", null);
        Assert.Equal(HttpStatusCode.NoContent, retracted.StatusCode);
        Assert.All(Field(retracted, "Gateway-Changed")!.Split(", "), k => Assert.EndsWith(";drop", k, StringComparison.Ordinal)); // Not null: asserted by the next line.
        Assert.Contains("article:a;s=12;drop", Field(retracted, "Gateway-Changed"), StringComparison.Ordinal);

        using var missing = await PublishAsync(own, "DELETE", "never", null);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Null(Field(missing, "Gateway-Changed"));
    }

    [Fact]
    public async Task Publish_OfMoreTopicsThanAFieldTakes_SaysThatAnythingMayHaveChanged()
    {
        await using var own = await OriginHost.StartAsync(null, ("Gateway:Articles:Topics", "1000"));
        var topics = string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"\"{new string('語', 100)}{i}\""));
        var record = $$"""{"slug":"a","title":"T","body_md":"B","published_at":"2026-01-02T03:04:05Z","topics":[{{topics}}]}""";
        using var answer = await own.PutAsync("a", record, more: r => r.Headers.Add("Gateway-Edge", "e"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal($"*;s={own.Store.Journal.Position.Sequence}", Field(answer, "Gateway-Changed"));
    }

    private static Task<HttpResponseMessage> PublishAsync(OriginHost host, string method, string slug, string? title) => method == "PUT"
        ? host.PutAsync(slug, OriginHost.Record(slug, title ?? ""), more: r => r.Headers.Add("Gateway-Edge", "e"))
        : host.SendAsync(method, "/api/articles/" + slug, ("Authorization", "Bearer " + OriginHost.Key), ("Gateway-Edge", "e"));

    private static string Sorted(HttpResponseMessage answer) =>
        string.Join(", ", Field(answer, "Gateway-Changed")!.Split(", ").OrderBy(k => long.Parse(k.Split("s=")[1], null))); // Not null: a publish that went well.

    private static string? Field(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
