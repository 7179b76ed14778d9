using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Interim;

/// <summary>
/// Sends interim responses to clients. The server has no way of its own to do so; over HTTP/1.1 they are bytes of the
/// connection before its answer. Over HTTP/2 and to clients of HTTP/1.0 none are sent (RFC 9110 §15.2 allows the latter only that).
/// </summary>
internal static class InterimWriter
{
    /// <summary>Sends one, before the answer has begun.</summary>
    public static async ValueTask WriteAsync(HttpContext context, InterimResponse interim)
    {
        if (!HttpProtocol.IsHttp11(context.Request.Protocol) || context.Response.HasStarted
            || context.Features.Get<IConnectionTransportFeature>()?.Transport.Output is not { } output)
        {
            return;
        }

        await output.WriteAsync(interim.Write(), context.RequestAborted);
    }
}
