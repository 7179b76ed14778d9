using System.Net;
using Gateway.Edge.Silos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Tests.Silos;

/// <summary>An edge before silos that a test plays.</summary>
internal sealed class FakeCluster : IAsyncDisposable
{
    private readonly WebApplication _edge;

    private FakeCluster(IEnumerable<Uri> seeds, Dictionary<string, string?> settings, Action<IServiceCollection>? services)
    {
        var edge = WebApplication.CreateSlimBuilder();
        edge.Logging.ClearProviders().AddProvider(Logs);
        edge.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Gateway:Edge:Invalidation:ReconnectDelay"] = "00:00:00.01" }.Concat(settings));
        edge.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        services?.Invoke(edge.Services);
        edge.Services.AddGatewayEdge(edge.Configuration, EdgeOrigin.Cluster(seeds));
        _edge = edge.Build().UseGatewayEdge();
    }

    /// <summary>What the edge logs.</summary>
    public HeardLogs Logs { get; } = new();

    public HttpClient Client { get; private set; } = new();

    public SiloTable Table => _edge.Services.GetRequiredService<SiloTable>();

    public IEdgeReadiness Readiness => _edge.Services.GetRequiredService<IEdgeReadiness>();

    public static async Task<FakeCluster> StartAsync(IEnumerable<FakeSilo> seeds, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        var cluster = new FakeCluster(seeds.Select(s => s.Address), settings ?? [], services);
        await cluster._edge.StartAsync();
        cluster.Client = new HttpClient { BaseAddress = new Uri(cluster._edge.Urls.First()) };
        return cluster;
    }

    /// <summary>Waits until the edge knows as much.</summary>
    public async Task KnowsAsync(long version)
    {
        for (var view = Table.Current; view.Version < version; view = Table.Current)
            await Table.ChangedAsync(view).WaitAsync(TimeSpan.FromSeconds(20));
    }

    public Task<string> TextAsync(string path) => Client.GetStringAsync(new Uri(path, UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _edge.DisposeAsync();
    }
}
