using System.Text;
using Gateway.Configuration;
using Gateway.Edge;
using Gateway.Trust;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gateway.Hosting;

/// <summary>The origin: an Orleans silo and the HTTP endpoints before it.</summary>
internal static class OriginApplication
{
    /// <param name="configuration">The configuration.</param>
    /// <param name="logs">The one factory of loggers.</param>
    /// <param name="settings">What the executable acts upon.</param>
    /// <param name="socket">The Unix domain socket by which alone it is reached; null where edges come over the network.</param>
    public static WebApplication Build(IConfiguration configuration, ILoggerFactory logs, GatewaySettings settings, string? socket)
    {
        var certificates = new ClusterCertificates(settings.Trust, isServer: true, TimeProvider.System, logs.CreateLogger<ClusterCertificates>());
        var builder = ApplicationShell.Create(configuration, logs, socket is null ? settings.Urls : null, settings.Drain.Timeout, kestrel => Listen(kestrel, configuration, socket, certificates));
        builder.Services.AddSingleton(settings.Publication);
        builder.Services.AddGatewayOrigin(configuration);
        builder.UseOrleans(silo => SiloComposition.Compose(silo, configuration, settings, certificates, logs));
        var app = builder.Build();
        app.MapGatewayOrigin();
        return app;
    }

    // Slow clients and large bodies are the edge's and the endpoints' to judge: between the two there is only this host, or a
    // network that is trusted, or the cluster's key and certificates.
    private static void Listen(KestrelServerOptions kestrel, IConfiguration configuration, string? socket, ClusterCertificates certificates)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = null;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxConcurrentConnections = OpenFiles.Connections;
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(5);
        // As the edge does: what it lets through must arrive.
        kestrel.RequestHeaderEncodingSelector = static name => name is "Content-Length" ? null : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        // What an edge takes and adds to, and no more: a stranger's requests are read before they are refused, and would be kept until then.
        var edge = new EdgeOptions();
        configuration.GetSection(EdgeOptions.Section).Bind(edge);
        limits.MaxRequestLineSize = 128 * 1_024;
        limits.MaxRequestHeadersTotalSize = edge.MaxRequestHeaderBytes + edge.MaxRequestLineBytes + 16_384;
        limits.MaxRequestBufferSize = 2 * 1_024 * 1_024;
        limits.MaxRequestHeaderCount = edge.MaxRequestHeaders + 100;
        limits.Http2.MaxStreamsPerConnection = 1_000;
        // Edges name no field twice by its place in a table; with one, a byte is a field of kilobytes (RFC 7541 §7.3).
        limits.Http2.HeaderTableSize = 0;
        limits.Http2.MaxRequestHeaderFieldSize = edge.MaxRequestHeaderBytes + edge.MaxRequestLineBytes;
        limits.Http2.InitialStreamWindowSize = 1_024 * 1_024;
        limits.Http2.InitialConnectionWindowSize = 16 * 1_024 * 1_024;
        if (socket is not null)
        {
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2);
            return;
        }

        kestrel.ConfigureEndpointDefaults(listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificates.AreGiven)
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificates.Server()) });
        });
        kestrel.Configure(configuration.GetSection("Kestrel"));
    }
}
