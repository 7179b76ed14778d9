using System.Diagnostics;
using System.Globalization;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Clusters.Faults;

/// <summary>
/// What befalls a cluster of three silos and two edges while it is read and published to: in the short form one thing after another in
/// one cluster, a moment each, but for the storage's outage; in the full form (<c>GATEWAY_CLUSTER_FULL=1</c>, a quarter of an hour, or the name of one) each in a cluster of its own, for as
/// long as the bars say, and the edges are restarted, too. <c>GATEWAY_CLUSTER_SEED</c> repeats a run.
/// </summary>
public sealed class ClusterFaultTests(ITestOutputHelper output)
{
    private static readonly string? Form = Environment.GetEnvironmentVariable("GATEWAY_CLUSTER_FULL");

    private static readonly string[] Full = ["silos killed", "silos and edges restarted in turn", "killed and restarted", "storage away", "a silo asleep"];

    private static readonly bool IsFull = Form is { Length: > 0 };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_CLUSTER_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();

    public static TheoryData<string> Faults => [.. Full.Where(f => !IsFull || Form is "1" || string.Equals(f, Form, StringComparison.Ordinal))];

    [Fact]
    public Task Cluster_ThatAllBefalls_LosesNothing_AndReadersDoNotNotice() => BefallAsync("all");

    [Theory(Explicit = true)]
    [MemberData(nameof(Faults))]
    public Task Cluster_ThatSomethingBefalls_LosesNothing_AndReadersDoNotNotice(string fault)
    {
        Assert.SkipUnless(IsFull, "Takes a quarter of an hour: GATEWAY_CLUSTER_FULL=1.");
        return BefallAsync(fault);
    }

    private async Task BefallAsync(string fault)
    {
        await using var cluster = await LocalCluster.StartAsync(silos: 3, edges: 2);
        var isRestart = fault.StartsWith("silos and edges", StringComparison.Ordinal);
        await using var balanced = new BalancedClient(cluster);
        await using var load = await BeginAsync(cluster, isRestart ? [balanced] : [.. cluster.Edges.Select(e => new LoyalClient(e))]);
        try
        {
            if (fault is "all" or "silos killed")
                await KillAsync(cluster, load);
            if (fault is "all")
                await RestartSiloAsync(cluster, load, 0);
            for (var round = 0; fault is "killed and restarted" && round < 6; round++)
            {
                await cluster.Silos[round % 3].KillAsync();
                await cluster.RestartAsync(round % 3);
                await RestartSiloAsync(cluster, load, (round + 2) % 3);
            }

            if (isRestart)
                await RestartAsync(cluster, load, balanced);
            // Not among the others yet: a topic whose commit was under way when the storage went is not served until it is back.
            if (fault is "storage away")
                await StopStorageAsync(cluster, load);
            if (fault is "all" or "a silo asleep")
                await SleepAsync(cluster, load);
            await load.CheckAsync();
        }
        catch (Exception)
        {
            foreach (var (process, i) in cluster.Silos.Concat(cluster.Edges).Select((p, i) => (p, i)))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"--- process {i}\n{process.Output}"));
            throw;
        }
        finally
        {
            output.WriteLine($"{fault}: {load.Tell()}");
        }
    }

    private async Task KillAsync(LocalCluster cluster, ClusterLoad load)
    {
        var random = new Random(_seed);
        var end = Stopwatch.GetTimestamp() + Seconds(IsFull ? 300 : 1);
        for (var kills = 1; Stopwatch.GetTimestamp() < end; kills++)
        {
            var next = Stopwatch.GetTimestamp() + Seconds(IsFull ? 10 : 2);
            var silo = random.Next(cluster.Silos.Count);
            await cluster.Silos[silo].KillAsync();
            await cluster.RestartAsync(silo);
            if (next - Stopwatch.GetTimestamp() is > 0 and var rest)
                await Task.Delay(TimeSpan.FromSeconds((double)rest / Stopwatch.Frequency), TimeProvider.System);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills"));
        }

        await load.UntilPublishingAsync(20, Patience);
    }

    private static async Task RestartAsync(LocalCluster cluster, ClusterLoad load, BalancedClient client)
    {
        for (var silo = 0; silo < cluster.Silos.Count; silo++)
            await RestartSiloAsync(cluster, load, silo);
        for (var edge = 0; edge < cluster.Edges.Count; edge++)
        {
            cluster.Edges[edge].Terminate();
            Assert.Equal(0, await cluster.Edges[edge].ExitAsync());
            await cluster.RestartEdgeAsync(edge);
            var began = Stopwatch.GetTimestamp();
            while (!client.SeesAll)
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "The edge is not ready again.");
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }

            await load.UntilPublishingAsync(200, Patience);
        }
    }

    private static async Task RestartSiloAsync(LocalCluster cluster, ClusterLoad load, int silo)
    {
        cluster.Silos[silo].Terminate();
        Assert.Equal(0, await cluster.Silos[silo].ExitAsync());
        await cluster.RestartAsync(silo);
        await load.UntilPublishingAsync(IsFull ? 200 : 20, Patience);
    }

    private async Task StopStorageAsync(LocalCluster cluster, ClusterLoad load)
    {
        await cluster.Azurite.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(IsFull ? 30 : 3), TimeProvider.System);
        var (reads, published, refused) = (load.Reads, load.Published, load.Refused);
        // A reader may wait for one that does not answer (Gateway:Cache:OriginPatience) before it is given what is stored.
        for (var began = Stopwatch.GetTimestamp(); load.Reads < reads + 20 || load.Refused == refused; await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, load.Tell());
        // Without storage nothing can be acknowledged.
        Assert.Equal(published, load.Published);
        await cluster.Azurite.StartAsync();
        var back = Stopwatch.GetTimestamp();
        await load.UntilPublishingAsync(20, Patience);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"publishing again {Stopwatch.GetElapsedTime(back).TotalSeconds:F1} s after storage is back"));
    }

    private static async Task SleepAsync(LocalCluster cluster, ClusterLoad load)
    {
        GatewayProcess.Signal(cluster.Silos[1].ProcessId, "STOP");
        // Some changes wait for it until it is given up; then all go on, its own keys' too.
        await Task.Delay(TimeSpan.FromSeconds(IsFull ? 45 : 6), TimeProvider.System);
        await load.UntilPublishingAsync(IsFull ? 100 : 30, Patience);
        GatewayProcess.Signal(cluster.Silos[1].ProcessId, "CONT");
        // It learns that it counts as dead, and ends; who runs it starts it again.
        Assert.Equal(1, await cluster.Silos[1].ExitAsync());
        Assert.Single(cluster.Silos[1].Output.Split('\n'), l => l.Contains(" crit: ", StringComparison.Ordinal));
        Assert.DoesNotContain("FATAL", cluster.Silos[1].Output, StringComparison.Ordinal);
        await load.UntilPublishingAsync(20, Patience);
        await cluster.RestartAsync(1);
        await load.UntilPublishingAsync(IsFull ? 200 : 20, Patience);
    }

    private static long Seconds(double seconds) => (long)(seconds * Stopwatch.Frequency);

    private async Task<ClusterLoad> BeginAsync(LocalCluster cluster, IClusterClient[] clients)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"GATEWAY_CLUSTER_SEED={_seed}"));
        var load = new ClusterLoad(cluster, clients, _seed, IsFull ? 120 : 40);
        await load.BeginAsync();
        return load;
    }
}
