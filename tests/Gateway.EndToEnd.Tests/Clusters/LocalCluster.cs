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

    private readonly List<DataFolder> _folders = [];
    private readonly List<SiloPlace> _places = [];
    private readonly List<EdgePlace> _edgePlaces = [];

    private LocalCluster()
    {
    }

    public AzuriteServer Azurite { get; } = new();

    public List<GatewayProcess> Silos { get; } = [];

    public List<GatewayProcess> Edges { get; } = [];

    public static async Task<LocalCluster> StartAsync(int silos, int edges, params string[] settings)
    {
        var cluster = new LocalCluster();
        try
        {
            await cluster.Azurite.InitializeAsync();
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
        _places.Add(new SiloPlace(string.Create(CultureInfo.InvariantCulture, $"silo-{number}"), FreePort(), FreePort(), settings));
        Silos.Add(await StartSiloAsync(_places[number]));
    }

    /// <summary>Starts a silo that has ended, or ends now, again.</summary>
    public async Task RestartAsync(int silo)
    {
        await Silos[silo].DisposeAsync();
        Silos[silo] = await StartSiloAsync(_places[silo]);
    }

    /// <summary>Starts an edge that has ended, or ends now, again.</summary>
    public async Task RestartEdgeAsync(int edge)
    {
        await Edges[edge].DisposeAsync();
        Edges[edge] = await StartEdgeAsync(_edgePlaces[edge]);
    }

    private async Task AddEdgeAsync()
    {
        _edgePlaces.Add(new EdgePlace(FreePort(), FreePort()));
        Edges.Add(await StartEdgeAsync(_edgePlaces[^1]));
    }

    /// <summary>Publishes through an edge; the status, and for how long to wait with another try.</summary>
    public async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> PutAsync(int edge, string slug, string title, string topic = "News")
    {
        using var content = Records.Content(Records.Json(slug, title, topic));
        using var answer = await Edges[edge].Publisher.PutAsync(new Uri("/api/articles/" + slug, UriKind.Relative), content);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Edges.Concat(Silos))
            await process.DisposeAsync();
        await Azurite.DisposeAsync();
        foreach (var folder in _folders)
            folder.Dispose();
    }

    private Task<GatewayProcess> StartSiloAsync(SiloPlace place) => GatewayProcess.StartAsync(
        Folder(),
        [
            "--Gateway:Role=silo",
            string.Create(CultureInfo.InvariantCulture, $"--urls=http://127.0.0.1:{place.Port}"),
            string.Create(CultureInfo.InvariantCulture, $"--Gateway:Silo:Port={place.SiloPort}"),
            "--Gateway:Silo:Name=" + place.Name,
            "--Gateway:Storage:Provider=AzureStorage",
            "--Gateway:Storage:ConnectionString=" + Azurite.ConnectionString,
            "--Gateway:Publishers:tests:Key=" + Key,
            "--Gateway:Cluster:ProbeInterval=00:00:00.5",
            "--Gateway:Silo:JoinDelay=00:00:02",
            .. place.Settings,
        ]);

    private async Task<GatewayProcess> StartEdgeAsync(EdgePlace place)
    {
        var edge = await GatewayProcess.StartAsync(
            Folder(),
            [
                "--Gateway:Role=edge",
                string.Create(CultureInfo.InvariantCulture, $"--urls=http://127.0.0.1:{place.Port}"),
                string.Create(CultureInfo.InvariantCulture, $"--Gateway:Management:Urls=http://127.0.0.1:{place.ManagementPort}"),
                // Known once, the others are learnt from it; each is named, since any may be away.
                .. _places.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"--Gateway:Origins:{i}=http://127.0.0.1:{p.Port}")),
            ]);
        edge.Publisher.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return edge;
    }

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

    private sealed record SiloPlace(string Name, int Port, int SiloPort, string[] Settings);

    private sealed record EdgePlace(int Port, int ManagementPort);
}
