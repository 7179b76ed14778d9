using System.Diagnostics;
using System.Globalization;
using System.Net;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.EndToEnd.Tests.Killing;

namespace Gateway.EndToEnd.Tests;

/// <summary>
/// Invariant 1, from outside: <c>kill -9</c> at moments drawn from a seed, while articles are created, edited, moved between
/// topics, retracted and republished, in bulk and one by one. <c>GATEWAY_KILLS</c> says how often (default 5),
/// <c>GATEWAY_KILL_SEED</c> repeats a run.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Articles = 480;
    private const int Writers = 4;
    private static readonly string[] Formats = ["rss", "atom", "json"];

    private readonly DataFolder _data = new();
    private readonly List<TrackedArticle> _articles = [.. Enumerable.Range(0, Articles).Select(i => new TrackedArticle(i))];

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Kill_AtAnyMoment_LosesNothingAndDoublesNothing()
    {
        var kills = Number("GATEWAY_KILLS") ?? 5;
        var seed = Number("GATEWAY_KILL_SEED") ?? Random.Shared.Next();
        var said = string.Create(CultureInfo.InvariantCulture, $"GATEWAY_KILLS={kills} GATEWAY_KILL_SEED={seed}");
        output.WriteLine(said);
        var audit = new Audit(_articles);
        var acknowledged = 0;
        var open = 0;
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < kills; round++)
        {
            try
            {
                await using var gateway = await GatewayProcess.StartAsync(_data);
                await Check(gateway, audit, Formats[round % Formats.Length]);
                acknowledged += await PublishUntilKilled(gateway, new Random(HashCode(seed, round)), round);
                open += _articles.Count(a => a.IsKnown && !a.IsSettled);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{said}, kill {round}: {e.Message}"), e);
            }
        }

        await using var last = await GatewayProcess.StartAsync(_data);
        foreach (var format in Formats)
            await Check(last, audit, format);
        await CheckEverything(last, audit);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills, {acknowledged} changes acknowledged, {open} articles with changes under way when killed, {clock.Elapsed.TotalSeconds:0} s"));
    }

    private static async Task Check(GatewayProcess gateway, Audit audit, string format)
    {
        // Before anything is sent again: what was acknowledged must be there by itself.
        foreach (var feed in Audit.Feeds)
            await audit.Feed(gateway, feed, format);
        await audit.Retracted(gateway);
        await audit.Settle(gateway);
        await audit.SentAgain(gateway);
        foreach (var feed in Audit.Feeds)
            await audit.Feed(gateway, feed, format);
        Assert.DoesNotContain("fail:", gateway.Output, StringComparison.Ordinal);
    }

    private async Task<int> PublishUntilKilled(GatewayProcess gateway, Random random, int round)
    {
        var trigger = new Trigger(gateway, acknowledgements: random.Next(6) == 0 ? 0 : random.Next(1, 400), bytes: random.Next(0, 30_000));
        var own = Enumerable.Range(0, Writers).Select(w => _articles.Where((_, i) => (i + round) % Writers == w).ToList()).ToList();
        var randoms = own.Select(_ => new Random(random.Next())).ToList();
        await Task.WhenAll(
            Publishers.Bulk(gateway, own[0], trigger, randoms[0]),
            Publishers.Bulk(gateway, own[1], trigger, randoms[1]),
            Publishers.Single(gateway, own[2], trigger, randoms[2]),
            Publishers.Single(gateway, own[3], trigger, randoms[3]));
        await gateway.ExitAsync();
        return trigger.Acknowledged;
    }

    private async Task CheckEverything(GatewayProcess gateway, Audit audit)
    {
        foreach (var feed in Audit.Feeds)
        {
            var first = await audit.Feed(gateway, feed, Formats[0]);
            foreach (var format in Formats.Skip(1))
                Assert.Equal(first, await audit.Feed(gateway, feed, format));
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync(feed)).StatusCode);
        }

        await Parallel.ForEachAsync(_articles.Where(a => a.IsKnown), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (article, cancellation) =>
        {
            foreach (var ending in (string[])["", ".md", ".txt", ".jsonld", ".json"])
            {
                using var answer = await gateway.Client.GetAsync($"news/{article.Slug}{ending}", cancellation);
                Assert.Equal(article.Last.IsLive ? HttpStatusCode.OK : HttpStatusCode.Gone, answer.StatusCode);
            }
        });
        foreach (var directory in (string[])["", "topics.opml", "sitemap.xml", "llms.txt"])
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync(directory)).StatusCode);
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int seed, int round) => unchecked((seed * 397) ^ (round * 7919));
}
