using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Edge.Forwarding;

/// <summary>Takes out the fields that a <c>Connection</c> field names: they are meant for this hop only (RFC 9110 §7.6.1).</summary>
internal sealed class ConnectionNamedHeaders : ITransformProvider
{
    // A sender could otherwise ask for the removal of what the gateway or its origin depends upon.
    private static readonly string[] EndToEnd = ["Authorization", "Host", "Connection", "Upgrade", "Transfer-Encoding", "Content-Length", "Content-Type", "Content-Encoding", "Cache-Control", "ETag", "Vary", "Set-Cookie", "X-Forwarded-For"];

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        context.AddRequestTransform(static request =>
        {
            foreach (var name in Named(request.HttpContext.Request.Headers.Connection))
            {
                request.ProxyRequest.Headers.Remove(name);
                request.ProxyRequest.Content?.Headers.Remove(name);
            }

            return default;
        });
        context.AddResponseTransform(static response =>
        {
            if (response.ProxyResponse is { } answer && answer.Version < HttpVersion.Version20)
            {
                foreach (var name in Named(new StringValues([.. answer.Headers.Connection])))
                    response.HttpContext.Response.Headers.Remove(name);
            }

            return default;
        });
    }

    /// <summary>Takes them out of a request as it came.</summary>
    public static void Remove(IHeaderDictionary headers)
    {
        foreach (var name in Named(headers.Connection).ToArray())
            headers.Remove(name);
    }

    private static IEnumerable<string> Named(StringValues connection)
    {
        if (connection.Count == 0)
            return [];

        return connection
            .SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(n => IsToken(n) && !EndToEnd.Contains(n, StringComparer.OrdinalIgnoreCase));
    }

    // RFC 9110 §5.6.2; anything else would make the header collection throw.
    private static bool IsToken(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
