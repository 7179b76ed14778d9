using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>Two edges before one silo: what each shows after a publish through either, and while the silo is away.</summary>
public sealed partial class TwoEdgesTests : IDisposable
{
    // "Within moments": far below the time-to-live of a minute, far above what a loaded machine takes.
    private static readonly TimeSpan Moments = TimeSpan.FromSeconds(5);

    private static readonly string[] Paths = ["/news/a.json", "/news/a.txt", "/latest.rss", "/latest.json", "/topics/news.atom"];

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Publish_IsNeverFollowedByAnOlderRead_ThroughTheSameEdge_AndSoonByNoneThroughTheOther()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await using var other = await OtherEdge.StartAsync(gateway);
        var edges = new[] { gateway.Client, other.Client };
        await PutAsync(gateway, gateway.Client, 1);
        var told = new int[2];
        var old = new ConcurrentQueue<string>();
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, edges.Length).Select(edge => Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                // What the publisher knew before the read began is what the read must show.
                var known = Volatile.Read(ref told[edge]);
                var seen = await EditionAsync(edges[edge], Paths[i % Paths.Length]);
                if (seen < known)
                    old.Enqueue($"edge {edge}, {Paths[i % Paths.Length]}: {seen} after {known}");
            }
        })).ToArray();

        var slowest = TimeSpan.Zero;
        for (var edition = 2; edition <= 61; edition++)
        {
            var (through, beside) = (edition % 2, 1 - (edition % 2));
            await PutAsync(gateway, edges[through], edition);
            Volatile.Write(ref told[through], edition);
            var began = TimeProvider.System.GetTimestamp();
            Assert.All(await Task.WhenAll(Paths.Select(p => EditionAsync(edges[through], p))), seen => Assert.Equal(edition, seen));
            foreach (var path in Paths)
            {
                while (await EditionAsync(edges[beside], path) < edition)
                    Assert.True(TimeProvider.System.GetElapsedTime(began) < Moments, $"{path} is old still through the other edge.");
            }

            // It has heard of it now; from here on nothing older may come back there either.
            Volatile.Write(ref told[beside], edition);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, TimeProvider.System.GetElapsedTime(began).Ticks));
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Empty(old);
        TestContext.Current.TestOutputHelper?.WriteLine($"The other edge showed each of 60 publishes within {slowest.TotalMilliseconds:F0} ms, in {Paths.Length} formats.");
    }

    [Fact]
    public async Task Retraction_IsGone_ThroughBothEdges()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await using var other = await OtherEdge.StartAsync(gateway);
        await PutAsync(gateway, gateway.Client, 1);
        foreach (var client in (HttpClient[])[gateway.Client, other.Client, gateway.Client, other.Client])
            Assert.Equal(1, await EditionAsync(client, "/news/a.txt"));

        using var gone = await gateway.Publisher.DeleteAsync(new Uri("/api/articles/a", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);

        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(gateway.Client, "/news/a.txt"));
        await EventuallyAsync(async () => await StatusAsync(other.Client, "/news/a.txt") == HttpStatusCode.Gone, Moments);
    }

    [Fact]
    public async Task Silo_Killed_StoredAddressesAreServedStale_AndAllIsFreshAgainOnceItIsBack()
    {
        var gateway = await GatewayProcess.StartAsync(_data);
        await using var other = await OtherEdge.StartAsync(gateway);
        try
        {
            await PutAsync(gateway, gateway.Client, 1);
            await ReadAsync(other, 1);

            await gateway.KillAsync();
            for (var i = 0; i < 20; i++)
                await ReadAsync(other, 1);
        }
        finally
        {
            await gateway.DisposeAsync();
        }

        await using var again = await GatewayProcess.StartAsync(_data);
        await PutAsync(again, again.Client, 2);
        foreach (var path in Paths)
            await EventuallyAsync(async () => await EditionAsync(other.Client, path) == 2, Moments);
        await EventuallyAsync(() => IsFreshHitAsync(other.Client), Moments);
    }

    [Fact]
    public async Task Silo_Paused_StoredAddressesAreServedStale_AndAllIsFreshAgainOnceItGoesOn()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await using var other = await OtherEdge.StartAsync(
            gateway, ("Gateway:Edge:Invalidation:SilenceTimeout", "00:00:01.5"), ("Gateway:Cache:OriginPatience", "00:00:00.5"));
        await PutAsync(gateway, gateway.Client, 1);
        await ReadAsync(other, 1);

        GatewayProcess.Signal(gateway.ProcessId, "STOP");
        try
        {
            // First fresh, for the stream has not been silent for long; then in place of what does not come.
            await EventuallyAsync(async () =>
            {
                await ReadAsync(other, 1);
                return !await IsFreshHitAsync(other.Client);
            }, Moments);
            for (var i = 0; i < 20; i++)
                await ReadAsync(other, 1);
        }
        finally
        {
            GatewayProcess.Signal(gateway.ProcessId, "CONT");
        }

        await PutAsync(gateway, gateway.Client, 2);
        foreach (var path in Paths)
            await EventuallyAsync(async () => await EditionAsync(other.Client, path) == 2, Moments);
        await EventuallyAsync(() => IsFreshHitAsync(other.Client), Moments);
    }

    private static async Task ReadAsync(OtherEdge edge, int edition)
    {
        foreach (var path in Paths)
            Assert.Equal(edition, await EditionAsync(edge.Client, path));
    }

    // What is stored is served as fresh: no "ttl" below zero, nothing forwarded.
    private static async Task<bool> IsFreshHitAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri(Paths[0], UriKind.Relative));
        var status = string.Join(", ", answer.Headers.GetValues("Cache-Status"));
        return status.Contains("hit", StringComparison.Ordinal) && !status.Contains("ttl=-", StringComparison.Ordinal) && !status.Contains("ttl=0", StringComparison.Ordinal);
    }

    private static async Task PutAsync(GatewayProcess gateway, HttpClient through, int edition)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/articles/a")
        {
            Content = Records.Content(Records.Json("a", string.Create(CultureInfo.InvariantCulture, $"Edition {edition} of it"))),
        };
        request.Headers.Authorization = gateway.Publisher.DefaultRequestHeaders.Authorization;
        using var answer = await through.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<int> EditionAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode} {text}");
        return int.Parse(Edition().Match(text).Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition, TimeSpan patience)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < patience, "It did not come about in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    [GeneratedRegex(@"Edition (?<number>\d+) of it", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Edition();
}
