using System.Diagnostics;
using System.Globalization;
using System.Net;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Clusters;

/// <summary>
/// A cluster that is taken from this version to another and back, a process at a time. The other is a build of the version before
/// or after: <c>GATEWAY_OTHER_BUILD</c> names its <c>gateway.dll</c>. Run where it is asked for (<c>--explicit only</c>).
/// </summary>
public sealed class UpgradeTests
{
    private static readonly TimeSpan Moments = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, string> _titles = new(StringComparer.Ordinal);
    private readonly HashSet<string> _retracted = new(StringComparer.Ordinal);

    [Fact(Explicit = true)]
    public async Task Cluster_TakenToAnotherVersionAndBack_LosesNothing_AndServesAllTheWhile()
    {
        var other = Environment.GetEnvironmentVariable("GATEWAY_OTHER_BUILD");
        if (other is not { Length: > 0 })
        {
            Assert.Skip("GATEWAY_OTHER_BUILD names no other version's gateway.dll.");
            return;
        }

        await using var cluster = await LocalCluster.StartAsync(silos: 2, edges: 2);
        await UseAsync(cluster, "before");
        // One edge of each from here on.
        await cluster.ReplaceEdgeAsync(1, other);
        await UseAsync(cluster, "edge");
        await cluster.ReplaceSiloAsync(0, other);
        await UseAsync(cluster, "half");
        await cluster.ReplaceSiloAsync(1, other);
        await UseAsync(cluster, "whole");
        await cluster.ReplaceSiloAsync(0, GatewayProcess.Executable);
        await UseAsync(cluster, "half-back");
        await cluster.ReplaceSiloAsync(1, GatewayProcess.Executable);
        await UseAsync(cluster, "back");
    }

    private async Task UseAsync(LocalCluster cluster, string step)
    {
        // What was there before this step, first.
        if (_titles.Count > 0)
            await SeesAllAsync(cluster, step);
        for (var i = 0; i < 8; i++)
            await PublishAsync(cluster, i % 2, string.Create(CultureInfo.InvariantCulture, $"{step}-{i}"), "Title of " + step);
        foreach (var (slug, i) in _titles.Keys.Where(s => !_retracted.Contains(s)).Order(StringComparer.Ordinal).Select((s, i) => (s, i)).Where(s => s.i % 3 == 0).ToList())
            await PublishAsync(cluster, i % 2, slug, "Edited in " + step);

        var gone = _titles.Keys.Where(s => !_retracted.Contains(s)).Order(StringComparer.Ordinal).First();
        await UntilAsync(cluster, async () => (await cluster.RetractAsync(1, gone)).Status, HttpStatusCode.NoContent);
        _retracted.Add(gone);
        await SeesAllAsync(cluster, step);
    }

    private async Task PublishAsync(LocalCluster cluster, int edge, string slug, string title)
    {
        await UntilAsync(cluster, async () => (await cluster.PutAsync(edge, slug, title)).Status, HttpStatusCode.Created, HttpStatusCode.OK);
        _titles[slug] = title;
    }

    private static async Task UntilAsync(LocalCluster cluster, Func<Task<HttpStatusCode>> send, params HttpStatusCode[] wanted)
    {
        var began = Stopwatch.GetTimestamp();
        while (await send() is var status && !wanted.Contains(status))
        {
            Assert.True(status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway, $"{status}{Output(cluster)}");
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1), $"Publishing does not go on.{Output(cluster)}");
        }
    }

    private async Task SeesAllAsync(LocalCluster cluster, string step)
    {
        foreach (var edge in cluster.Edges)
        {
            foreach (var (slug, title) in _titles)
            {
                foreach (var format in (string[])["", ".md", ".txt", ".jsonld", ".json"])
                    await SeesAsync(cluster, edge, $"/news/{slug}{format}", _retracted.Contains(slug) ? HttpStatusCode.Gone : HttpStatusCode.OK, text => _retracted.Contains(slug) || text.Contains(title, StringComparison.Ordinal), step);
            }

            foreach (var feed in (string[])["/latest.json?limit=200", "/latest.rss?limit=200", "/latest.atom?limit=200", "/topics/news.json?limit=200"])
                await SeesAsync(cluster, edge, feed, HttpStatusCode.OK, text => _titles.Where(t => !_retracted.Contains(t.Key)).All(t => text.Contains($"/news/{t.Key}", StringComparison.Ordinal)), step);
            foreach (var path in (string[])["/", "/topics", "/topics.opml", "/sitemap.xml", "/llms.txt"])
                await SeesAsync(cluster, edge, path, HttpStatusCode.OK, _ => true, step);
        }
    }

    private static async Task SeesAsync(LocalCluster cluster, GatewayProcess edge, string path, HttpStatusCode status, Func<string, bool> isNew, string step)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            using var answer = await edge.Client.GetAsync(new Uri(path, UriKind.Relative));
            var text = await answer.Content.ReadAsStringAsync();
            // What was not stored anywhere cannot be read in the moment in which its silo goes.
            Assert.True((int)answer.StatusCode < 500 || (int)answer.StatusCode is 502 or 503 or 504, $"{step}: {path}: {answer.StatusCode}{Output(cluster)}");
            if (answer.StatusCode == status && isNew(text))
                return;
            Assert.True(Stopwatch.GetElapsedTime(began) < Moments, $"{step}: {path} is old through an edge: {answer.StatusCode}\n{text}{Output(cluster)}");
        }
    }

    private static string Output(LocalCluster cluster) => string.Concat(cluster.Silos.Concat(cluster.Edges).Select(p => "\n---\n" + p.Output));
}
