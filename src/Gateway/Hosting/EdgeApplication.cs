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
        });
        // Hits are short and never block: handing each from thread to thread costs more than it is worth. Completions of sockets
        // still come on the pool's threads.
        builder.WebHost.UseSockets(s => (s.UnsafePreferInlineScheduling, s.IOQueueCount) = (true, 1));
        builder.Services.AddGatewayEdge(configuration, origin);
        return builder.Build().UseGatewayEdge();
    }
}
