using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gateway.EndToEnd.Tests.Clusters.Faults;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.EndToEnd.Tests.Killing;

namespace Gateway.EndToEnd.Tests.Clusters;

/// <summary>A cluster that grows, and how soon all of it shows a publish. <c>GATEWAY_CLUSTER_FULL=1</c> measures the bars.</summary>
public sealed partial class ClusterGrowthTests(ITestOutputHelper output)
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("GATEWAY_CLUSTER_FULL") is "1";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private async Task SeeOnBothAsync(LocalCluster cluster)
    {
        var milliseconds = new List<double>();
        var path = new Uri("/news/seen.json", UriKind.Relative);
        for (var i = 0; i < (IsFull ? 500 : 20); i++)
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"Title {i} of many");
            Assert.InRange((int)(await cluster.PutAsync(i % 2, "seen", title)).Status, 200, 201);
            var began = Stopwatch.GetTimestamp();
            foreach (var edge in cluster.Edges)
            {
                while (!(await edge.Client.GetStringAsync(path)).Contains(title, StringComparison.Ordinal))
                    Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"{title} is not seen.");
            }

            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        milliseconds.Sort();
        var p99 = milliseconds[(int)(milliseconds.Count * 0.99)];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"visible through both edges after the 2xx: p50 {milliseconds[milliseconds.Count / 2]:F1} ms, p99 {p99:F1} ms of {milliseconds.Count}"));
        Assert.InRange(p99, 0, IsFull ? 250 : 5_000);
    }

    [Fact(Explicit = true)]
    public async Task Silo_ThatJoins_IsGivenItsKeys_AndNothingIsFlushed_AndBothEdgesShowWhatIsPublished()
    {
        await using var cluster = await LocalCluster.StartAsync(silos: 3, edges: 2);
        await using var load = new ClusterLoad(cluster, cluster.Edges.Select(e => new LoyalClient(e)), Random.Shared.Next(), IsFull ? 120 : 60);
        await load.BeginAsync();
        // What changes is asked for anew anyhow: while nothing does, what is stored goes on answering.
        await load.PausePublishingAsync();
        await HitsAsync(cluster, load.All);
        var (before, missed) = (await HitsAsync(cluster, load.All), await MissesAsync(cluster));
        await cluster.AddSiloAsync();
        await UntilOwnedAsync(cluster, "silo-3");
        var after = await HitsAsync(cluster, load.All);
        missed = await MissesAsync(cluster) - missed;
        Assert.NotEmpty(before);
        Assert.InRange(before.Count(after.Contains), before.Count * 0.95, before.Count);
        Assert.InRange(missed, 0, before.Count * 0.1);
        load.GoOnPublishing();
        await load.UntilPublishingAsync(20, Patience);
        await load.CheckAsync();

        // Its own are asked of it, and of nobody else first.
        if (IsFull)
            await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System);
        var (began, share) = (Stopwatch.GetTimestamp(), 0.0);
        while (share < 0.95)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"Only {share:P0} of misses cost one hop.");
            share = await OneHopAsync(cluster, load.All);
            if (IsFull)
                break;
        }

        var own = await RequestsAsync(cluster.Silos[3]);
        for (var i = 0; i < 40; i++)
            Assert.Equal(HttpStatusCode.Created, (await cluster.PutAsync(i % 2, string.Create(CultureInfo.InvariantCulture, $"new-{i}"), "New")).Status);
        own = await RequestsAsync(cluster.Silos[3]) - own;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{share:P1} of misses cost one hop; the fourth silo was sent {own} of 40 new articles"));
        Assert.InRange(share, 0.95, 1);
        Assert.InRange(own, 1, 39);
        await SeeOnBothAsync(cluster);
    }

    /// <summary>What is answered by a hit: an edge and a slug each.</summary>
    private static async Task<HashSet<(int Edge, string Slug)>> HitsAsync(LocalCluster cluster, IReadOnlyList<TrackedArticle> articles)
    {
        var hits = new HashSet<(int, string)>();
        for (var edge = 0; edge < cluster.Edges.Count; edge++)
        {
            foreach (var article in articles)
            {
                using var answer = await cluster.Edges[edge].Client.GetAsync(new Uri($"/news/{article.Slug}.json", UriKind.Relative));
                if (answer.Headers.TryGetValues("Cache-Status", out var status) && status.First().Contains("; hit", StringComparison.Ordinal))
                    hits.Add((edge, article.Slug));
            }
        }

        return hits;
    }

    // The readers go on meanwhile: had all been flushed, they would have asked for it anew.
    private static async Task<double> MissesAsync(LocalCluster cluster) =>
        (await Task.WhenAll(cluster.Edges.Select(e => MetricAsync(e, "gateway_cache_misses_total", "route=")))).Sum();

    // The last that each edge says of the silos.
    private static async Task UntilOwnedAsync(LocalCluster cluster, string silo)
    {
        var began = Stopwatch.GetTimestamp();
        while (!cluster.Edges.TrueForAll(e => e.Output.Split('\n').LastOrDefault(l => l.Contains("The silos are ", StringComparison.Ordinal)) is { } line && line.Contains(silo + " (", StringComparison.Ordinal) && !line.Contains("joining", StringComparison.Ordinal)))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"{silo} has not joined.\n{cluster.Edges[0].Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static async Task<double> OneHopAsync(LocalCluster cluster, IReadOnlyList<TrackedArticle> articles)
    {
        var before = await HopsAsync(cluster);
        foreach (var edge in cluster.Edges)
        {
            using var everything = Records.Content("""{"all":true}""");
            using var purge = await edge.Client.PostAsync(new Uri(edge.Management, "cache/purge"), everything);
            Assert.True(purge.IsSuccessStatusCode, await purge.Content.ReadAsStringAsync());
            foreach (var path in articles.Select(a => $"/news/{a.Slug}.json").Concat(Audit.Feeds.Select(f => $"/{f}.rss")))
                (await edge.Client.GetAsync(new Uri(path, UriKind.Relative))).Dispose();
        }

        var after = await HopsAsync(cluster);
        return (after.One - before.One) / (after.One - before.One + after.More - before.More);
    }

    private static async Task<(double One, double More)> HopsAsync(LocalCluster cluster)
    {
        var (one, more) = (0.0, 0.0);
        foreach (var edge in cluster.Edges)
        {
            one += await MetricAsync(edge, "gateway_silo_answers_total", "hops=\"1\"");
            more += await MetricAsync(edge, "gateway_silo_answers_total", "hops=\"2\"");
        }

        return (one, more);
    }

    private static Task<double> RequestsAsync(GatewayProcess silo) => MetricAsync(silo, "http_server_request_duration_seconds_count", "http_request_method=\"PUT\"");

    private static async Task<double> MetricAsync(GatewayProcess process, string name, string label)
    {
        var text = await process.Client.GetStringAsync(new Uri(process.Management, "metrics"));
        return text.Split('\n').Where(l => l.StartsWith(name + "{", StringComparison.Ordinal) && l.Contains(label, StringComparison.Ordinal))
            .Sum(l => double.Parse(Value().Match(l).Groups["value"].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"\} (?<value>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Value();
}
