using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests.Clusters;

/// <summary>What a silo finds before it joins.</summary>
public sealed class SiloStartTests
{
    [Fact]
    public async Task Silo_ThatCannotBeOne_SaysWhyInALine_AndTakesNothingFromTheOthers()
    {
        await using var cluster = await LocalCluster.StartAsync(silos: 1, edges: 1);
        Assert.Equal(HttpStatusCode.Created, (await cluster.PutAsync(0, "hello", "Hello")).Status);

        // Orleans' own listener would share the port, and take half of the connections.
        var port = string.Create(CultureInfo.InvariantCulture, $"{cluster.SiloPort(0)}");
        await EndsAsync(cluster, 1, $"Gateway:Silo:Port: cannot listen at 127.0.0.1:{port}: Address already in use.", "--Gateway:Silo:Port=" + port);
        await EndsAsync(cluster, 78, $"Gateway:Silo:Name: \"silo-0\" is the name of another silo of the cluster, which is alive at 127.0.0.1:{port}. Give each silo its own.", "--Gateway:Silo:Name=silo-0");

        var wrong = cluster.Azurite.ConnectionString.Replace("AccountKey=E", "AccountKey=F", StringComparison.Ordinal);
        var refused = await cluster.RunSiloAsync(static _ => Task.CompletedTask, "--Gateway:Storage:ConnectionString=" + wrong);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("Gateway:Storage:ConnectionString: Azure Storage: Server failed to authenticate the request.", Assert.Single(Lines(refused.Error)), StringComparison.Ordinal);
        Assert.Empty(Lines(refused.Output));

        Assert.Equal(HttpStatusCode.OK, (await cluster.PutAsync(0, "hello", "Hello again")).Status);
        await OffersAsync(cluster.Silos[0], has: "/dashboard/", lacks: "/cache/purge");
        await OffersAsync(cluster.Edges[0], has: "/cache/purge", lacks: "/dashboard/");
    }

    // One that died is in the table, under the same name, until somebody notices: it is the same silo that comes again.
    [Fact]
    public async Task Silo_ThatWasKilled_MayComeAgain_UnderItsName_AtAnotherPort()
    {
        await using var cluster = await LocalCluster.StartAsync(silos: 2, edges: 1);
        await cluster.Silos[1].KillAsync();
        cluster.MoveSilo(1);
        await cluster.RestartAsync(1);
        Assert.Equal(HttpStatusCode.Created, (await cluster.PutAsync(0, "hello", "Hello")).Status);
    }

    [Fact]
    public async Task Silo_WithoutItsStorage_WaitsForIt_InAFewLines_AndEndsWhenItIsTold()
    {
        await using var cluster = await LocalCluster.StartAsync(silos: 0, edges: 0);
        await cluster.Azurite.StopAsync();

        var management = Management();
        var ended = await cluster.RunSiloAsync(
            async process =>
            {
                await SaysAsync(management, "without storage: Azure Storage: ");
                GatewayProcess.Signal(process, "TERM");
            },
            "--Gateway:Management:Urls=" + management);
        Assert.Equal(0, ended.ExitCode);
        var lines = Lines(ended.Output);
        Assert.Equal(2, lines.Length);
        Assert.Contains("The silo waits for its storage: Azure Storage: ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("Stopped.", lines[1], StringComparison.Ordinal);

        management = Management();
        var adding = cluster.AddSiloAsync("--Gateway:Management:Urls=" + management);
        await SaysAsync(management, "without storage: Azure Storage: ");
        await cluster.Azurite.StartAsync();
        await adding;
        await SaysAsync(management, "ready");
        Assert.Contains("The storage is there, after ", cluster.Silos[0].Output, StringComparison.Ordinal);
        Assert.InRange(cluster.Silos[0].Output.Split('\n').Length, 2, 8);
    }

    [Fact]
    public async Task Silo_TellsOfItsStorage_AndOfOtherSilos_OnceEach_WithoutAStack()
    {
        await using var cluster = await LocalCluster.StartAsync(silos: 2, edges: 1);
        Assert.Equal(HttpStatusCode.Created, (await cluster.PutAsync(0, "hello", "Hello")).Status);
        await cluster.Azurite.StopAsync();
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await cluster.PutAsync(0, "hello", string.Create(CultureInfo.InvariantCulture, $"Hello {i}"))).Status);
        await cluster.Azurite.StartAsync();
        await UntilAsync(async () => (await cluster.PutAsync(0, "hello", "Hello again")).Status == HttpStatusCode.OK);

        await cluster.Silos[1].KillAsync();
        await UntilAsync(() => Task.FromResult(cluster.Silos[0].Output.Contains("does not answer and counts as dead", StringComparison.Ordinal)));
        var all = cluster.Silos.Select(s => s.Output).ToArray();
        Assert.Contains(all, o => o.Contains("The storage cannot be used: Azure Storage: ", StringComparison.Ordinal));
        Assert.Contains(all, o => o.Contains("The storage can be used again, after ", StringComparison.Ordinal));
        Assert.All(all, o => Assert.InRange(o.Split('\n').Length, 3, 100));
        Assert.All(all, o => Assert.InRange(o.Length, 1, 40_000));
        Assert.All(all, o => Assert.DoesNotContain("   at Orleans.", o, StringComparison.Ordinal));
    }

    private static async Task EndsAsync(LocalCluster cluster, int code, string line, params string[] settings)
    {
        var result = await cluster.RunSiloAsync(static _ => Task.CompletedTask, settings);
        Assert.Equal([line], Lines(result.Error));
        Assert.Equal(code, result.ExitCode);
        Assert.Empty(Lines(result.Output));
    }

    private static async Task OffersAsync(GatewayProcess process, string has, string lacks)
    {
        var page = await process.Client.GetStringAsync(process.Management);
        Assert.Contains(has, page, StringComparison.Ordinal);
        Assert.DoesNotContain(lacks, page, StringComparison.Ordinal);
        using var content = Records.Content("{\"all\":true}");
        using var answer = lacks is "/dashboard/" ? await process.Client.GetAsync(new Uri(process.Management, lacks)) : await process.Client.PostAsync(new Uri(process.Management, lacks), content);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Management() => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPort.Free()}");

    private static async Task SaysAsync(string management, string readiness)
    {
        using var client = new HttpClient();
        await UntilAsync(async () =>
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(management + "/readyz"));
                return (await answer.Content.ReadAsStringAsync()).StartsWith(readiness, StringComparison.Ordinal);
            }
            catch (HttpRequestException e) when (e.InnerException is SocketException)
            {
                return false;
            }
        });
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var began = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
            Assert.True(Stopwatch.GetElapsedTime(began) < GatewayProcess.Patience, "It does not come to pass.");
    }
}
