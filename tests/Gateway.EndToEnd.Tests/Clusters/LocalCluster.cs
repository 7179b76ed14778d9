using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
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

    private readonly string[] _shared;

    private LocalCluster(string[] shared) => _shared = shared;

    private string Scheme => _shared.Any(s => s.StartsWith("--Gateway:Cluster:Certificate=", StringComparison.Ordinal)) ? "https" : "http";

    public AzuriteServer Azurite { get; } = new();

    public List<GatewayProcess> Silos { get; } = [];

    public List<GatewayProcess> Edges { get; } = [];

    public static Task<LocalCluster> StartAsync(int silos, int edges, params string[] settings) => StartAsync(silos, edges, [], settings);

    /// <summary>The same.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="edges">How many.</param>
    /// <param name="shared">Settings of silos and edges alike.</param>
    /// <param name="settings">Those of the silos alone.</param>
    public static async Task<LocalCluster> StartAsync(int silos, int edges, string[] shared, string[] settings)
    {
        var cluster = new LocalCluster(shared);
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
        _places.Add(new SiloPlace(string.Create(CultureInfo.InvariantCulture, $"silo-{number}"), LoopbackPort.Free(), LoopbackPort.Free(), GatewayProcess.Executable, settings));
        Silos.Add(await StartSiloAsync(_places[number]));
    }

    /// <summary>Where a silo listens for the others.</summary>
    public int SiloPort(int silo) => _places[silo].SiloPort;

    /// <summary>Has a silo start at other ports when it is started again.</summary>
    public void MoveSilo(int silo) => _places[silo] = _places[silo] with { Port = LoopbackPort.Free(), SiloPort = LoopbackPort.Free() };

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

    /// <summary>Ends a silo as an operator does, and starts another build in its place.</summary>
    public async Task ReplaceSiloAsync(int silo, string executable)
    {
        _places[silo] = _places[silo] with { Executable = executable };
        Silos[silo].Terminate();
        await Silos[silo].ExitAsync();
        await RestartAsync(silo);
    }

    /// <summary>Ends an edge as an operator does, and starts another build in its place.</summary>
    public async Task ReplaceEdgeAsync(int edge, string executable)
    {
        _edgePlaces[edge] = _edgePlaces[edge] with { Executable = executable };
        Edges[edge].Terminate();
        await Edges[edge].ExitAsync();
        await RestartEdgeAsync(edge);
    }

    /// <summary>Another edge; its settings win over the shared ones.</summary>
    public async Task AddEdgeAsync(params string[] settings)
    {
        _edgePlaces.Add(new EdgePlace(LoopbackPort.Free(), LoopbackPort.Free(), GatewayProcess.Executable, settings));
        Edges.Add(await StartEdgeAsync(_edgePlaces[^1]));
    }

    /// <summary>Runs a silo that is not to become one of the cluster, until it ends.</summary>
    /// <param name="meanwhile">Is told its process, and ends it.</param>
    /// <param name="settings">What it has that the others do not.</param>
    public Task<CommandResult> RunSiloAsync(Func<int, Task> meanwhile, params string[] settings) =>
        GatewayProcess.RunAsync(Folder(), meanwhile, Arguments(new SiloPlace("stranger", LoopbackPort.Free(), LoopbackPort.Free(), GatewayProcess.Executable, settings)));

    /// <summary>Publishes through an edge; the status, and for how long to wait with another try.</summary>
    public async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> PutAsync(int edge, string slug, string title, string topic = "News")
    {
        using var content = Records.Content(Records.Json(slug, title, topic));
        using var answer = await Edges[edge].Publisher.PutAsync(new Uri("/api/articles/" + slug, UriKind.Relative), content);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta);
    }

    /// <summary>Retracts through an edge.</summary>
    public async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> RetractAsync(int edge, string slug)
    {
        using var answer = await Edges[edge].Publisher.DeleteAsync(new Uri("/api/articles/" + slug, UriKind.Relative));
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

    private Task<GatewayProcess> StartSiloAsync(SiloPlace place) => GatewayProcess.StartBuildAsync(place.Executable, Folder(), Arguments(place));

    private string[] Arguments(SiloPlace place) =>
    [
        "--Gateway:Role=silo",
        string.Create(CultureInfo.InvariantCulture, $"--urls={Scheme}://127.0.0.1:{place.Port}"),
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Silo:Port={place.SiloPort}"),
        "--Gateway:Silo:Name=" + place.Name,
        "--Gateway:Storage:Provider=AzureStorage",
        "--Gateway:Storage:ConnectionString=" + Azurite.ConnectionString,
        "--Gateway:Publishers:tests:Key=" + Key,
        "--Gateway:Cluster:ProbeInterval=00:00:00.5",
        "--Gateway:Silo:JoinDelay=00:00:02",
        .. _shared,
        .. place.Settings,
    ];

    private async Task<GatewayProcess> StartEdgeAsync(EdgePlace place)
    {
        var edge = await GatewayProcess.StartBuildAsync(
            place.Executable,
            Folder(),
            [
                "--Gateway:Role=edge",
                string.Create(CultureInfo.InvariantCulture, $"--urls=http://127.0.0.1:{place.Port}"),
                string.Create(CultureInfo.InvariantCulture, $"--Gateway:Management:Urls=http://127.0.0.1:{place.ManagementPort}"),
                // Known once, the others are learnt from it; each is named, since any may be away.
                .. _places.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"--Gateway:Origins:{i}={Scheme}://127.0.0.1:{p.Port}")),
                .. _shared,
                .. place.Settings,
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

    private sealed record SiloPlace(string Name, int Port, int SiloPort, string Executable, string[] Settings);

    private sealed record EdgePlace(int Port, int ManagementPort, string Executable, string[] Settings);
}
