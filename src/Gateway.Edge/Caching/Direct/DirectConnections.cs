using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Edge.Caching.Direct;

/// <summary>
/// Answers fresh hits on each connection before the server parses them. A request that is not one of these reaches the
/// server byte for byte as it came; so do connections of other protocols, and all under TLS.
/// </summary>
internal static class DirectConnections
{
    /// <summary>Puts it before the server's own handling of a listener's connections.</summary>
    public static void Use(ListenOptions listen) => listen.Use(next => Wrap(listen, next));

    /// <summary>
    /// The transport lets a flush through only once it has sent everything: whoever has waited for one may write to the socket.
    /// It costs no copy, and of an answer that its client does not take less memory is held.
    /// </summary>
    public static void Tune(SocketTransportOptions options)
    {
        options.MaxWriteBufferSize = 1;
        // A call to the kernel less for each request, for a block of 4 KB for each idle connection.
        options.WaitForDataBeforeAllocatingBuffer = false;
    }

    private static ConnectionDelegate Wrap(ListenOptions listen, ConnectionDelegate next)
    {
        var (services, limits) = (listen.ApplicationServices, listen.KestrelServerOptions.Limits);
        if (!listen.Protocols.HasFlag(HttpProtocols.Http1) || services.GetRequiredService<IOptions<SocketTransportOptions>>().Value.MaxWriteBufferSize != 1)
            return next;

        var cache = services.GetRequiredService<SharedCache>();
        var time = services.GetRequiredService<TimeProvider>();
        var late = services.GetRequiredService<LateRequests>();
        // The server closes a connection that it thinks idle after its timeout: it must see something of a busy one before.
        var patience = limits.KeepAliveTimeout / 2;
        // The server's own words for the listener say https once it was told to use TLS, which may be after this.
        var isSecure = new Lazy<bool>(() => listen.ToString() is { } address && address.StartsWith("https", StringComparison.Ordinal));
        return async connection =>
        {
            if (isSecure.Value || connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || connection.Features.Get<IConnectionHeartbeatFeature>() is not { } heartbeat)
            {
                await next(connection);
                return;
            }

            var transport = connection.Transport;
            var sender = new DirectSender(connection, socket, limits.MinResponseDataRate, heartbeat, time);
            connection.Transport = new Duplex(
                new DirectReader(transport.Input, transport.Output, sender, cache.Direct, limits.MaxRequestHeaderCount, patience, time, late), transport.Output);
            try
            {
                await next(connection);
            }
            finally
            {
                connection.Transport = transport;
            }
        };
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
