using System.Net;
using System.Text.Json;
using Gateway.EndToEnd.Tests.Feeds;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>From a publisher through everything to a reader.</summary>
public sealed class PublishingTests : IDisposable
{
    private static readonly (string Path, string? Type)[] Everywhere =
    [
        ("news/hello", "text/html"),
        ("news/hello.md", "text/markdown"),
        ("news/hello.txt", "text/plain"),
        ("news/hello.jsonld", "application/ld+json"),
        ("news/hello.json", "application/json"),
        ("latest", "text/html"),
        ("latest.rss", "application/rss+xml"),
        ("latest.atom", "application/atom+xml"),
        ("latest.json", "application/feed+json"),
        ("topics/news.atom", "application/atom+xml"),
        ("topics.opml", null),
        ("sitemap.xml", null),
        ("robots.txt", "text/plain"),
        ("llms.txt", null),
        ("openapi.json", null),
        ("", "text/html"),
    ];

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Publish_OneArticle_IsReadEverywhere()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        using var put = await gateway.Publisher.PutAsync("api/articles/hello", Records.Content(Records.Json("hello")));
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);

        foreach (var (path, type) in Everywhere)
        {
            using var answer = await gateway.Client.GetAsync(path);

            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
            var read = answer.Content.Headers.ContentType?.MediaType;
            Assert.True(type is null || type == read, $"{path}: {read}");
            if (path.Contains("hello", StringComparison.Ordinal) || path.StartsWith("latest", StringComparison.Ordinal))
                Assert.Contains("body", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Archives_OfArticlesWithTheLongestAddresses_AreWalkedToTheOldest()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        var address = "https://source.example/".PadRight(2_040, 'x');
        var records = Enumerable.Range(1, 120).Select(i => Records.Json($"article-{i}").Replace("{", $"{{\"url\":\"{address}{i:000}\",", StringComparison.Ordinal));
        using var bulk = await gateway.Publisher.PostAsync("api/articles", new StringContent(string.Join('\n', records), System.Text.Encoding.UTF8, "application/x-ndjson"));
        Assert.Equal(120, (await bulk.Content.ReadAsStringAsync()).Split("\"status\":201").Length - 1);

        foreach (var format in (string[])["rss", "atom", "json"])
            Assert.Equal(120, (await FeedWalk.From(gateway.Client, "topics/news", format)).Merge().Count);
    }

    [Fact]
    public async Task Publish_Killed_StillStandsAfterARestart()
    {
        await using (var gateway = await GatewayProcess.StartAsync(_data))
        {
            using var put = await gateway.Publisher.PutAsync("api/articles/hello", new StringContent(Records.Json("hello"), System.Text.Encoding.UTF8, "application/json"));
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            await gateway.KillAsync();
        }

        await using var again = await GatewayProcess.StartAsync(_data);
        Assert.Equal(["hello"], await Slugs(again, "latest.json"));
    }

    [Fact]
    public async Task Backup_WhileRunning_StartsAGatewayOfItsOwn()
    {
        using var other = new DataFolder();
        await using (var gateway = await GatewayProcess.StartAsync(_data))
        {
            using var put = await gateway.Publisher.PutAsync("api/articles/hello", new StringContent(Records.Json("hello"), System.Text.Encoding.UTF8, "application/json"));
            var backup = await GatewayProcess.RunAsync(_data, "backup", other.Path, "--data", _data.Path);
            Assert.True(backup.ExitCode == 0, backup.Error);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(other.Path))));
            var again = await GatewayProcess.RunAsync(_data, "backup", other.Path, "--data", _data.Path);
            Assert.Equal(1, again.ExitCode);
        }

        await using var restored = await GatewayProcess.StartAsync(other);
        Assert.Equal(["hello"], await Slugs(restored, "latest.json"));
    }

    [Fact]
    public async Task Import_Sample_MakesALivingSite()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);

        var import = await gateway.ImportAsync("--sample");

        Assert.True(import.ExitCode == 0, import.Error + import.Output);
        Assert.Equal("", import.Error);
        Assert.NotEmpty(await Slugs(gateway, "latest.json"));
    }

    [Fact]
    public async Task Import_BadLinesAmongGoodOnes_NamesEachAndPublishesTheRest()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await File.WriteAllTextAsync(_data.File("mixed.ndjson"), string.Join('\n', [
            "\uFEFF" + Records.Json("one"), "", "{ not json", """{"slug":"no-title","body_md":"x","published_at":"2026-01-15T09:00:00Z"}""",
            Records.Json("two") + "\r", new string('x', 20_000_000), Records.Json("three")]));

        var import = await gateway.ImportAsync(_data.File("mixed.ndjson"));

        Assert.Equal(1, import.ExitCode);
        Assert.StartsWith("3 created, 0 updated or unchanged, 3 rejected", import.Output.Split('\n')[^2], StringComparison.Ordinal);
        Assert.Equal(3, import.ErrorLines.Length);
        Assert.Contains("title is missing", import.Error, StringComparison.Ordinal);
        Assert.Contains(import.ErrorLines, l => l.Contains("mixed.ndjson:3: -: 400: ", StringComparison.Ordinal));
        Assert.Contains(import.ErrorLines, l => l.Contains("mixed.ndjson:4: no-title: 400: ", StringComparison.Ordinal) && l.Contains("title", StringComparison.Ordinal));
        Assert.Contains(import.ErrorLines, l => l.Contains("mixed.ndjson:6: -: 413: ", StringComparison.Ordinal));
        Assert.Equal(["one", "three", "two"], (await Slugs(gateway, "latest.json")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Import_BadLinesOnManyLanes_AreToldInTheOrderOfTheFiles()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        var good = Records.Many(600).ToArray();
        await File.WriteAllLinesAsync(_data.File("a.ndjson"), good.SelectMany((line, i) => new[] { line, $$"""{"slug":"bad-{{i}}","title":""}""" }));
        await File.WriteAllLinesAsync(_data.File("b.ndjson"), ["{}", good[0], new string('x', 20_000_000), "nonsense"]);

        var import = await gateway.ImportAsync(_data.File("a.ndjson"), _data.File("b.ndjson"), "--batch", "7", "--connections", "8");

        Assert.Equal(1, import.ExitCode);
        var told = import.ErrorLines.Select(l => l[(l.IndexOf(".ndjson:", StringComparison.Ordinal) - 1)..].Split(':')[..2]).ToArray();
        Assert.Equal([.. Enumerable.Range(1, 600).Select(i => ("a.ndjson", 2 * i)), ("b.ndjson", 1), ("b.ndjson", 3), ("b.ndjson", 4)], told.Select(t => (t[0], int.Parse(t[1], System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task Import_SameSlugTwice_KeepsTheLater()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        var lines = Records.Many(300).SelectMany((line, i) => i % 10 == 9 ? new[] { line, Records.Json("often", $"Edition {i}") } : [line]);
        await File.WriteAllLinesAsync(_data.File("often.ndjson"), lines);

        var import = await gateway.ImportAsync(_data.File("often.ndjson"), "--batch", "7", "--connections", "8");

        Assert.True(import.ExitCode == 0, import.Error);
        Assert.Contains("\"Edition 299\"", await gateway.Client.GetStringAsync("news/often.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_WrongKey_IsToldOnce()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await File.WriteAllLinesAsync(_data.File("many.ndjson"), Records.Many(2_000));

        var import = await gateway.ImportAsync(_data.File("many.ndjson"), "--key", "this-is-not-the-key");

        Assert.Equal(2, import.ExitCode);
        Assert.Contains("refuses the key", Assert.Single(import.ErrorLines), StringComparison.Ordinal);
        using var article = await gateway.Client.GetAsync("news/article-1");
        Assert.Equal(HttpStatusCode.NotFound, article.StatusCode);
    }

    [Fact]
    public async Task Import_NoGateway_IsToldOnce()
    {
        await File.WriteAllLinesAsync(_data.File("many.ndjson"), Records.Many(10));

        var import = await GatewayProcess.RunAsync(_data, "import", "--url", "http://127.0.0.1:1", "--key", "0123456789abcdef", _data.File("many.ndjson"));

        Assert.Equal(3, import.ExitCode);
        Assert.StartsWith("No gateway answers", Assert.Single(import.ErrorLines), StringComparison.Ordinal);
    }

    private static async Task<List<string>> Slugs(GatewayProcess gateway, string feed)
    {
        using var document = JsonDocument.Parse(await gateway.Client.GetStringAsync(feed));
        return [.. document.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("url").GetString()?.Split('/')[^1] ?? "")];
    }
}
