using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests.Clusters;

/// <summary>Silos and edges as processes of their own on one Azurite, all on loopback.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private const string Key = "a-key-that-only-tests-know";

    private readonly AzuriteServer _azurite = new();
    private readonly List<DataFolder> _folders = [];
    private readonly List<SiloPlace> _places = [];

    private LocalCluster()
    {
    }

    public List<GatewayProcess> Silos { get; } = [];

    public List<GatewayProcess> Edges { get; } = [];

    public static async Task<LocalCluster> StartAsync(int silos, int edges, params string[] settings)
    {
        var cluster = new LocalCluster();
        try
        {
            await cluster._azurite.InitializeAsync();
            for (var i = 0; i < silos; i++)
                await cluster.AddSiloAsync(settings);
            for (var i = 0; i < edges; i++)
                await cluster.AddEdgeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another silo, by the name and at the ports that it keeps from start to start.</summary>
    public async Task AddSiloAsync(params string[] settings)
    {
        var number = _places.Count;
        _places.Add(new SiloPlace(string.Create(CultureInfo.InvariantCulture, $"silo-{number}"), FreePort(), FreePort(), GatewayProcess.Executable, settings));
        Silos.Add(await StartSiloAsync(_places[number]));
    }

    /// <summary>Starts a silo that has ended again.</summary>
    public async Task RestartAsync(int silo)
    {
        await Silos[silo].DisposeAsync();
        Silos[silo] = await StartSiloAsync(_places[silo]);
    }

    /// <summary>Ends a silo as an operator does, and starts another build in its place.</summary>
    public async Task RunSiloAsync(int silo, string executable)
    {
        _places[silo] = _places[silo] with { Executable = executable };
        Silos[silo].Terminate();
        await Silos[silo].ExitAsync();
        await RestartAsync(silo);
    }

    /// <summary>Ends an edge as an operator does, and starts another build in its place, at another port.</summary>
    public async Task RunEdgeAsync(int edge, string executable)
    {
        Edges[edge].Terminate();
        await Edges[edge].ExitAsync();
        await Edges[edge].DisposeAsync();
        Edges[edge] = await StartEdgeAsync(executable);
    }

    private async Task AddEdgeAsync() => Edges.Add(await StartEdgeAsync(GatewayProcess.Executable));

    private Task<GatewayProcess> StartEdgeAsync(string executable) => GatewayProcess.StartBuildAsync(
        executable, Folder(), ["--Gateway:Role=edge", .. _places.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"--Gateway:Origins:{i}=http://127.0.0.1:{p.Port}"))]);

    /// <summary>Publishes through an edge; the status, and for how long to wait with another try.</summary>
    public async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> PutAsync(int edge, string slug, string title, string topic = "News")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("/api/articles/" + slug, UriKind.Relative)) { Content = Records.Content(Records.Json(slug, title, topic)) };
        return await SendAsync(edge, request);
    }

    /// <summary>Retracts through an edge.</summary>
    public async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> RetractAsync(int edge, string slug)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri("/api/articles/" + slug, UriKind.Relative));
        return await SendAsync(edge, request);
    }

    private async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> SendAsync(int edge, HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var answer = await Edges[edge].Client.SendAsync(request);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Edges.Concat(Silos))
            await process.DisposeAsync();
        await _azurite.DisposeAsync();
        foreach (var folder in _folders)
            folder.Dispose();
    }

    private Task<GatewayProcess> StartSiloAsync(SiloPlace place) => GatewayProcess.StartBuildAsync(
        place.Executable,
        Folder(),
        [
            "--Gateway:Role=silo",
            string.Create(CultureInfo.InvariantCulture, $"--urls=http://127.0.0.1:{place.Port}"),
            string.Create(CultureInfo.InvariantCulture, $"--Gateway:Silo:Port={place.SiloPort}"),
            "--Gateway:Silo:Name=" + place.Name,
            "--Gateway:Storage:Provider=AzureStorage",
            "--Gateway:Storage:ConnectionString=" + _azurite.ConnectionString,
            "--Gateway:Publishers:tests:Key=" + Key,
            "--Gateway:Cluster:ProbeInterval=00:00:00.5",
            "--Gateway:Silo:JoinDelay=00:00:02",
            .. place.Settings,
        ]);

    private DataFolder Folder()
    {
        var folder = new DataFolder();
        _folders.Add(folder);
        return folder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record SiloPlace(string Name, int Port, int SiloPort, string Executable, string[] Settings);
}
