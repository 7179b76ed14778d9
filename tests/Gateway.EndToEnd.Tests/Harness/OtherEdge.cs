using System.Net;
using Gateway.Edge;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Gateway.EndToEnd.Tests.Harness;

/// <summary>
/// An edge in this process, before the origin of a gateway that runs in another: over the same socket as the gateway's own
/// edge, of which it knows nothing. It outlives that gateway.
/// </summary>
internal sealed class OtherEdge : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherEdge(WebApplication app, HttpClient client) => (_app, Client) = (app, client);

    public HttpClient Client { get; }

    public static async Task<OtherEdge> StartAsync(GatewayProcess gateway, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        builder.WebHost.ConfigureKestrel(k =>
        {
            EdgeLimits.Apply(k, new EdgeOptions());
            k.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddGatewayEdge(builder.Configuration, EdgeOrigin.Socket(Path.Combine(gateway.Data.Path, "run", "origin.sock")));
        var app = builder.Build().UseGatewayEdge();
        await app.StartAsync();
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = GatewayProcess.Patience };
        return new OtherEdge(app, client);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
