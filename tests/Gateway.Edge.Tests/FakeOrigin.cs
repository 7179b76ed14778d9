using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Tests;

/// <summary>An edge before an origin that does what a test says, over a Unix domain socket as in the gateway.</summary>
internal sealed class FakeOrigin : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-edge-");
    private readonly RequestDelegate? _answer;
    private readonly RequestDelegate _changes;
    private readonly string _socket;
    private WebApplication? _origin;
    private readonly WebApplication _edge;

    private FakeOrigin(RequestDelegate? answer, HttpProtocols protocols, Dictionary<string, string?> settings, RequestDelegate? changes, Action<IServiceCollection>? services, EdgeOptions? listening)
    {
        (_answer, _changes, _socket) = (answer, changes ?? NotFound, Path.Combine(_directory.FullName, "o.sock"));
        var edge = WebApplication.CreateSlimBuilder();
        edge.Logging.ClearProviders().AddProvider(Logs);
        edge.Configuration.AddInMemoryCollection(settings);
        edge.WebHost.ConfigureKestrel(k =>
        {
            EdgeLimits.Apply(k, listening ?? new EdgeOptions());
            k.Listen(IPAddress.Loopback, 0, l => l.Protocols = protocols);
        });
        services?.Invoke(edge.Services);
        edge.Services.AddGatewayEdge(edge.Configuration, EdgeOrigin.Socket(_socket));
        _edge = edge.Build().UseGatewayEdge();
    }

    /// <summary>The edge's.</summary>
    public IServiceProvider Services => _edge.Services;

    public HttpClient Client { get; private set; } = new();

    /// <summary>What the edge logs.</summary>
    public HeardLogs Logs { get; } = new();

    /// <param name="answer">What the origin does; null for an origin that is not there.</param>
    /// <param name="protocols">What the edge speaks with clients.</param>
    /// <param name="settings">The operator's.</param>
    /// <param name="changes">What the origin does when the edge listens for changes; null for nothing.</param>
    /// <param name="services">Further services of the edge.</param>
    /// <param name="listening">How the edge listens; null for the defaults.</param>
    public static async Task<FakeOrigin> StartAsync(
        RequestDelegate? answer,
        HttpProtocols protocols = HttpProtocols.Http1,
        Dictionary<string, string?>? settings = null,
        RequestDelegate? changes = null,
        Action<IServiceCollection>? services = null,
        EdgeOptions? listening = null)
    {
        var fake = new FakeOrigin(answer, protocols, settings ?? [], changes, services, listening);
        await fake.StartOriginAsync();
        await fake._edge.StartAsync();
        fake.Client = new HttpClient
        {
            BaseAddress = new Uri(fake._edge.Urls.First()),
            DefaultRequestVersion = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        return fake;
    }

    /// <summary>Starts the origin, again where it was stopped.</summary>
    public async Task StartOriginAsync()
    {
        if (_answer is not { } answer)
            return;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MinRequestBodyDataRate = null;
            k.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            k.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            k.ListenUnixSocket(_socket, l => l.Protocols = HttpProtocols.Http2);
        });
        _origin = builder.Build();
        // What the edge listens for is no request of a test's, unless it says so.
        _origin.Run(context => context.Request.Path == "/internal/changes" ? _changes(context) : answer(context));
        await _origin.StartAsync();
    }

    /// <summary>Stops the origin; requests under way are cut off.</summary>
    public async Task StopOriginAsync()
    {
        if (_origin is not null)
        {
            await _origin.StopAsync(new CancellationToken(canceled: true));
            await _origin.DisposeAsync();
        }

        _origin = null;
        File.Delete(_socket);
    }

    /// <summary>Ends the edge as a host does, letting requests come to their end.</summary>
    public Task StopAsync() => _edge.StopAsync();

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _edge.DisposeAsync();
        if (_origin is not null)
            await _origin.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
