using System.Diagnostics;
using System.Globalization;
using System.Net;
using Gateway.EndToEnd.Tests.Feeds;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>An orderly end in the middle of much work.</summary>
public sealed class DrainTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Drain_ImportIntoManyTopics_IsQuickAndCutsNothingOff()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await File.WriteAllLinesAsync(_data.File("many.ndjson"), Enumerable.Range(0, 20_000).Select(i => Record(i)));
        var importing = gateway.ImportAsync(_data.File("many.ndjson"), "--batch", "100");
        while ((await gateway.Client.GetAsync("news/article-600")).StatusCode != HttpStatusCode.OK)
            Assert.False(importing.IsCompleted, "The import ended too soon.");

        gateway.Terminate();
        var clock = Stopwatch.StartNew();
        var exit = await gateway.ExitAsync();
        var seconds = clock.Elapsed.TotalSeconds;
        var import = await importing;

        Assert.Equal(0, exit);
        Assert.True(seconds < 25, FormattableString.Invariant($"The end took {seconds:0} s, near the 30 s after which requests are cut off."));
        Assert.Equal(3, import.ExitCode);
        Assert.DoesNotContain("unknown", import.Output + import.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Output.Split('\n'), line => IsProblem(line));
        Assert.DoesNotContain((await File.ReadAllTextAsync(_data.KeyFile)).Trim(), gateway.Output, StringComparison.Ordinal);

        var created = int.Parse(import.Output.Split('\n').Single(l => l.Contains(" created", StringComparison.Ordinal)).Split(' ')[0], CultureInfo.InvariantCulture);
        await using var again = await GatewayProcess.StartAsync(_data);
        Assert.Equal(created, (await FeedWalk.From(again.Client, "latest", "json")).Merge().Count);
    }

    private static bool IsProblem(string line) => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal);

    private static string Record(int i)
    {
        var topics = string.Join(',', Enumerable.Range(0, 8).Select(t => string.Create(CultureInfo.InvariantCulture, $"\"topic {((i * 37) + (t * 101)) % 900}\"")));
        return string.Create(CultureInfo.InvariantCulture, $$"""{"slug":"article-{{i}}","title":"Article {{i}}","body_md":"x","published_at":"2026-01-15T09:00:00Z","topics":[{{topics}}]}""");
    }
}
