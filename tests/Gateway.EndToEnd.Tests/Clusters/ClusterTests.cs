using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Gateway.EndToEnd.Tests.Clusters;

/// <summary>Several silos behind several edges, each a process.</summary>
public sealed class ClusterTests
{
    private static readonly string[] Formats = ["", ".md", ".txt", ".jsonld", ".json"];

    private static readonly TimeSpan Moments = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Publish_IsSeenAtOnceThroughTheSameEdge_AndSoonThroughTheOther()
    {
        await using var cluster = await LocalCluster.StartAsync(silos: 2, edges: 2);
        for (var i = 0; i < 20; i++)
        {
            var slug = Slug(i);
            foreach (var title in (string[])["One", "Two"])
            {
                var (status, _) = await cluster.PutAsync(i % 2, slug, title, "Topic " + Slug(i % 3));
                Assert.True(status is HttpStatusCode.Created or HttpStatusCode.OK, $"{slug}: {status}\n{cluster.Silos[0].Output}\n{cluster.Silos[1].Output}");
                foreach (var path in (string[])[.. Formats.Select(f => $"/news/{slug}{f}"), "/latest.json", $"/topics/topic-{Slug(i % 3)}.atom", "/latest.rss"])
                    Assert.Contains(title, await TextAsync(cluster, i % 2, path), StringComparison.Ordinal);

                var began = Stopwatch.GetTimestamp();
                foreach (var path in (string[])[$"/news/{slug}.json", "/latest.json", $"/topics/topic-{Slug(i % 3)}.atom"])
                {
                    while (await cluster.Edges[1 - (i % 2)].Client.GetStringAsync(new Uri(path, UriKind.Relative)) is var text && !text.Contains(slug, StringComparison.Ordinal) | !text.Contains(title, StringComparison.Ordinal))
                        Assert.True(Stopwatch.GetElapsedTime(began) < Moments, $"{path} is old through the other edge.");
                }
            }
        }
    }

    private static async Task<string> TextAsync(LocalCluster cluster, int edge, string path)
    {
        using var answer = await cluster.Edges[edge].Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}\n{cluster.Edges[edge].Output}");
        return await answer.Content.ReadAsStringAsync();
    }

    private static string Slug(int i) => string.Create(CultureInfo.InvariantCulture, $"article-{i}");
}
