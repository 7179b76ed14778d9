using Gateway.Edge;

namespace Gateway.Hosting;

/// <summary>The edge: what the world sees. It has services of its own and knows nothing of Orleans.</summary>
internal static class EdgeApplication
{
    public static WebApplication Build(IConfiguration configuration, ILoggerFactory logs, string urls, EdgeOrigin origin, TimeSpan shutdown)
    {
        var options = new EdgeOptions();
        configuration.GetSection(EdgeOptions.Section).Bind(options);
        var builder = ApplicationShell.Create(configuration, logs, urls, shutdown, kestrel =>
        {
            // An operator's own endpoints (certificates, say), in place of "urls".
            kestrel.Configure(configuration.GetSection("Kestrel"));
            EdgeLimits.Apply(kestrel, options);
            kestrel.Limits.MaxConcurrentConnections = OpenFiles.Connections;
        });
        // What follows on a read goes on where the read ended, rather than on a queue of the transport and then in the pool. For a
        // connection of hits that is the thread that watches its socket; all else the direct reader, or the runtime before it,
        // has taken to the pool by then.
        builder.WebHost.UseSockets(s => (s.UnsafePreferInlineScheduling, s.IOQueueCount) = (true, 1));
        builder.Services.AddGatewayEdge(configuration, origin);
        return builder.Build().UseGatewayEdge();
    }
}
