using System.Text;
using Gateway.Configuration;
using Gateway.Grains.Hosting;
using Gateway.Grains.Rendering;
using Gateway.Storage.Sqlite;
using Gateway.Syndication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orleans.Dashboard;

namespace Gateway.Hosting;

/// <summary>The origin: an Orleans silo and the HTTP endpoints before it, reached over a Unix domain socket only.</summary>
internal static class OriginApplication
{
    public static WebApplication Build(IConfiguration configuration, ILoggerFactory logs, Publication publication, string dataDirectory, string socket, TimeSpan shutdown)
    {
        var builder = ApplicationShell.Create(configuration, logs, urls: null, shutdown, kestrel => Listen(kestrel, socket));
        builder.Services.AddSingleton(publication);
        builder.Services.AddGatewayOrigin(configuration);
        builder.UseOrleans(silo => Compose(silo, configuration, dataDirectory));
        var app = builder.Build();
        app.MapGatewayOrigin();
        return app;
    }

    private static void Compose(ISiloBuilder silo, IConfiguration configuration, string dataDirectory)
    {
        silo.UseLocalhostClustering(gatewayPort: 0, serviceId: "gateway", clusterId: "gateway");
        silo.AddSqliteStorage(sqlite => sqlite
            .Bind(configuration.GetSection(StorageProviderOptions.SqliteSection))
            .Configure(options => options.DataDirectory = dataDirectory));
        silo.AddGatewayGrains();
        silo.Services.AddOptions<RenderingOptions>().Bind(configuration.GetSection(GatewayOptions.RenderingSection));
        silo.AddDashboard(d => d.HideTrace = true);
        SilentListenerFactory.Replace(silo.Services);
    }

    // Slow clients and large bodies are the edge's and the endpoints' to judge: between the two there is only this host.
    private static void Listen(KestrelServerOptions kestrel, string socket)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.KeepAliveTimeout = TimeSpan.FromHours(1);
        // As the edge does: what it lets through must arrive.
        kestrel.RequestHeaderEncodingSelector = static name => name is "Content-Length" ? null : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        limits.MaxRequestLineSize = 128 * 1_024;
        limits.MaxRequestHeadersTotalSize = 1_024 * 1_024 + 16_384;
        limits.MaxRequestBufferSize = 2 * 1_024 * 1_024;
        limits.MaxRequestHeaderCount = 1_100;
        limits.Http2.MaxStreamsPerConnection = 1_000;
        limits.Http2.MaxRequestHeaderFieldSize = 1_024 * 1_024;
        limits.Http2.InitialStreamWindowSize = 1_024 * 1_024;
        limits.Http2.InitialConnectionWindowSize = 16 * 1_024 * 1_024;
        kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2);
    }
}
