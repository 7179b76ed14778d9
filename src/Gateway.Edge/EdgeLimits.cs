using System.Text;
using Gateway.Edge.Caching.Direct;
using Gateway.Edge.Forwarding;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge;

/// <summary>What the edge's listener takes from the world.</summary>
public static class EdgeLimits
{
    /// <summary>Sets the listener's limits. Bodies are limited per route: the origin knows what each of its addresses takes.</summary>
    public static void Apply(KestrelServerOptions server, EdgeOptions options)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        server.AddServerHeader = false;
        // RFC 9112 §2.2 lets a server take a bare LF for the end of a line; what stands before this one may not (§11.2).
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        // RFC 9110 §5.5: bytes past ASCII are opaque, and no reason to refuse a request.
        server.RequestHeaderEncodingSelector = static name => name switch
        {
            "Connection" => ConnectionEncoding.Instance,
            // In an encoding of one's own the server reads it into twenty characters: of more it dies, and takes 4\v for 4.
            "Content-Length" => null,
            _ => Encoding.Latin1,
        };
        server.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        var limits = server.Limits;
        limits.MaxRequestHeadersTotalSize = options.MaxRequestHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxRequestHeaders;
        limits.MaxRequestLineSize = options.MaxRequestLineBytes;
        limits.MaxResponseBufferSize = options.ResponseBufferBytes;
        limits.RequestHeadersTimeout = options.RequestHeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.MaxRequestHeaderFieldSize = Math.Min(options.MaxRequestHeaderBytes, 16_384);
        limits.Http2.InitialStreamWindowSize = 768 * 1_024;
        limits.Http2.InitialConnectionWindowSize = 1_024 * 1_024;
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        server.ConfigureEndpointDefaults(listen =>
        {
            LateRequests.Use(listen);
            if (options.DirectHits)
                DirectConnections.Use(listen);
        });
    }
}
