using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.Tests.Deployment;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests.Clusters;

/// <summary>
/// What <c>deploy/compose.yaml</c> describes, as processes: each service with the image's environment and its own, at a loopback
/// address in place of its name. Containers themselves there are none.
/// </summary>
public sealed class ComposeClusterTests : IAsyncDisposable
{
    private const string Key = "a-key-that-only-tests-know";

    private static readonly TimeSpan Moments = TimeSpan.FromSeconds(5);

    private readonly AzuriteServer _azurite = new();
    private readonly List<(GatewayProcess Process, DataFolder Folder)> _running = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, folder) in _running)
        {
            await process.DisposeAsync();
            folder.Dispose();
        }

        await _azurite.DisposeAsync();
    }

    [Fact(Explicit = true)]
    public async Task Compose_ServesWhatIsPublished_AndEndsWithoutAFileWritten()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has all of 127.0.0.0/8 without further ado.");
        await _azurite.InitializeAsync();
        var services = ComposeFile.Read(Path.Combine(Corpus.RepositoryRoot, "deploy", "compose.yaml"), new Dictionary<string, string>(StringComparer.Ordinal) { ["GATEWAY_PUBLISHER_KEY"] = Key, ["GATEWAY_CLUSTER_KEY"] = "another-key-that-only-tests-know" });
        var gateways = services.Where(s => s.Image is "gateway").OrderByDescending(s => s.Name, StringComparer.Ordinal).ToList();
        var net = string.Create(CultureInfo.InvariantCulture, $"127.{100 + (Environment.ProcessId % 100)}.{Environment.ProcessId / 100 % 250}.");
        var addresses = gateways.Select((s, i) => (s.Name, Address: string.Create(CultureInfo.InvariantCulture, $"{net}{i + 1}"))).ToDictionary(p => p.Name, p => p.Address, StringComparer.Ordinal);
        var edges = new List<GatewayProcess>();
        foreach (var service in gateways)
        {
            var process = await StartAsync(service, addresses);
            if (service.Name.StartsWith("edge", StringComparison.Ordinal))
                edges.Add(process);
        }

        using var put = new HttpRequestMessage(HttpMethod.Put, new Uri("/api/articles/hello", UriKind.Relative)) { Content = Records.Content(Records.Json("hello")) };
        put.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var created = await edges[0].Client.SendAsync(put);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var began = Stopwatch.GetTimestamp();
        while (await edges[1].Client.GetStringAsync(new Uri("/latest.json", UriKind.Relative)) is var feed && !feed.Contains("/news/hello\"", StringComparison.Ordinal))
            Assert.True(Stopwatch.GetElapsedTime(began) < Moments, feed);

        foreach (var (process, folder) in Enumerable.Reverse(_running))
        {
            var health = await GatewayProcess.RunAsync(folder, "health", "--url", process.Management.AbsoluteUri);
            Assert.Equal((0, "ready\n"), (health.ExitCode, health.Output));
            process.Terminate();
            Assert.Equal(0, await process.ExitAsync());
            Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
        }
    }

    private async Task<GatewayProcess> StartAsync(ComposeService service, Dictionary<string, string> addresses)
    {
        var image = Dockerfile.Read(Path.Combine(Corpus.RepositoryRoot, "deploy", "Dockerfile"));
        var environment = image.Environment.Concat(service.Environment).Select(v => new KeyValuePair<string, string>(v.Key, v.Key switch
        {
            "Gateway__Storage__ConnectionString" => _azurite.ConnectionString,
            "Gateway__Silo__Name" => v.Value,
            _ => addresses.Aggregate(v.Value.Replace("://*:", $"://{addresses[service.Name]}:", StringComparison.Ordinal), (text, a) => text.Replace(a.Key, a.Value, StringComparison.Ordinal)),
        }));
        var folder = new DataFolder();
        var process = await GatewayProcess.StartAsync(folder, DeployedVariables.ToArguments(environment));
        _running.Add((process, folder));
        return process;
    }
}
