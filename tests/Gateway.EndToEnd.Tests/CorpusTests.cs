using Gateway.EndToEnd.Tests.Feeds;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests;

/// <summary>The main job on real input: everything goes in through the command line, and comes out of every feed.</summary>
public sealed class CorpusTests : IDisposable
{
    private static readonly string[] Formats = ["rss", "atom", "json"];

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Corpus_Imported_StandsInEveryFeedOnceInOrderAlikeInAllFormats()
    {
        var corpus = Corpus.Path("articles.ndjson.gz");
        var expected = new ExpectedFeeds();
        foreach (var record in Corpus.Articles())
            expected.Add(record);
        await using var gateway = await GatewayProcess.StartAsync(_data);

        var import = await gateway.ImportAsync(corpus);
        Assert.True(import.ExitCode == 0, import.Error);
        Assert.Equal("", import.Error);

        var paths = expected.Paths.ToList();
        Assert.True(paths.Count > 500, "The corpus has many topics.");
        await Parallel.ForEachAsync(paths, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (path, _) => await Compare(gateway, expected, path));
        Assert.DoesNotContain("fail:", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warn:", gateway.Output, StringComparison.Ordinal);
    }

    private static async Task Compare(GatewayProcess gateway, ExpectedFeeds expected, string path)
    {
        var wanted = expected.Entries(path).ToList();
        var address = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        IReadOnlyList<FeedItem>? first = null;
        foreach (var format in Formats)
        {
            var items = (await FeedWalk.From(gateway.Client, address, format)).Merge();
            Assert.True(wanted.SequenceEqual(items.Select(i => (i.Id, i.Published))), $"{path}.{format} has other entries, or another order, than the articles say.");
            Assert.All(items, i => Assert.True(Uri.IsWellFormedUriString(i.Id, UriKind.Absolute), $"{i.Id} in {path}.{format} is no URI."));
            first ??= items;
            Assert.True(first.SequenceEqual(items), $"{path}.{format} differs from {path}.{Formats[0]}.");
        }
    }

    [Fact]
    public async Task Feeds_ArticlesOfOneInstant_StandInTheOrderOfTheirIds()
    {
        const int Count = 230;
        await using var gateway = await GatewayProcess.StartAsync(_data);
        var records = Enumerable.Range(0, Count)
            .Select(i => FormattableString.Invariant($$"""{"slug":"tie-{{i}}","url":"https://example.org/{{(i * 7919) % 1000}}/{{i}}","title":"Tie {{i}}","body_md":"x","published_at":"2026-01-15T09:00:00.{{i % 3}}Z","topics":["Ties"]}"""))
            .ToList();
        await File.WriteAllLinesAsync(_data.File("ties.ndjson"), records);

        var import = await gateway.ImportAsync(_data.File("ties.ndjson"), "--batch", "9");
        Assert.True(import.ExitCode == 0, import.Error);

        var wanted = Enumerable.Range(0, Count)
            .OrderByDescending(i => i % 3)
            .ThenBy(i => FormattableString.Invariant($"https://example.org/{(i * 7919) % 1000}/{i}"), StringComparer.Ordinal)
            .Select(i => FormattableString.Invariant($"Tie {i}"));
        foreach (var format in Formats)
            Assert.Equal(wanted, (await FeedWalk.From(gateway.Client, "topics/ties", format)).Merge().Select(i => i.Title));
    }

    [Fact]
    public async Task Ids_AddressesOutOfNormalForm_AreShownInIt()
    {
        (string Url, string Id)[] addresses =
        [
            ("HTTPS://Example.ORG:443/a", "https://example.org/a"),
            ("https://example.org/b c/ä%7e", "https://example.org/b%20c/%C3%A4~"),
            ("https://bücher.example/d", "https://xn--bcher-kva.example/d"),
            ("https://example.org", "https://example.org/"),
        ];
        await using var gateway = await GatewayProcess.StartAsync(_data);
        foreach (var (i, (url, _)) in addresses.Index())
        {
            using var put = await gateway.Publisher.PutAsync(
                FormattableString.Invariant($"api/articles/form-{i}"), Records.Content($$"""{"title":"Form","url":"{{url}}","body_md":"x","published_at":"2026-01-15T09:00:00Z"}"""));
            Assert.Equal(System.Net.HttpStatusCode.Created, put.StatusCode);
        }

        foreach (var format in Formats)
        {
            var ids = (await FeedWalk.From(gateway.Client, "latest", format)).Merge().Select(i => i.Id);
            Assert.Equal(addresses.Select(a => a.Id).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        }
    }
}
