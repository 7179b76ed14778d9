using Gateway.Edge.Caching.Fills;
using Gateway.Edge.Silos;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Edge.Forwarding;

/// <summary>
/// What the origin learns of a reader beside the request: the address of the connection, nothing that the reader says of
/// itself. <c>Host</c> is never passed on: the gateway's addresses come from its configuration.
/// </summary>
internal sealed class OriginTransforms : ITransformProvider
{
    private static readonly string[] Claims =
        ["Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Port", "X-Forwarded-Server", "X-Real-IP", "X-Original-URL", "X-Original-Host", "X-Rewrite-URL"];

    private static readonly string[] Ambiguous = ["/.", "%2e", "\\", "%5c", "#", "%00"];

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        if (!OriginProxyConfigProvider.IsOrigin(context.Cluster?.ClusterId))
        {
            // Decoded and encoded again, %2F would arrive as %252F, %FF as %25FF and %3B as a semicolon, though the cache keeps each by
            // its own spelling. Where the operator's transforms made another path, theirs goes on.
            context.AddRequestTransform(static request =>
            {
                var client = request.HttpContext.Request;
                if (request.Path == client.Path && request.Query.QueryString == client.QueryString && request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is { } target && IsReadAlike(target))
                    request.ProxyRequest.RequestUri ??= Verbatim(request.DestinationPrefix, target);
                return default;
            });
            return;
        }

        context.UseDefaultForwarders = false;
        context.AddXForwardedFor(action: ForwardedTransformActions.Set);
        foreach (var header in Claims)
            context.AddRequestHeaderRemove(header);
        context.AddRequestTransform(static request =>
        {
            request.ProxyRequest.RequestUri = Verbatim(request.DestinationPrefix, request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget);
            if (request.HttpContext.Features.Get<FillMark>() is { HasStandIn: true })
                request.ProxyRequest.Options.Set(SiloHandler.HasStandIn, true);
            return default;
        });
    }

    // By the server's reading the route was chosen: nothing is in it that the origin may read in another way.
    private static bool IsReadAlike(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        return path is ['/', ..]
            && !Ambiguous.Any(a => path.Contains(a, StringComparison.OrdinalIgnoreCase))
            && !target.AsSpan().ContainsAnyExceptInRange('!', '~');
    }

    /// <summary>
    /// The address at the origin with the target as the client sent it: decoded and encoded again, <c>%2F</c> would arrive as
    /// <c>%252F</c>, and what is broken as something whole. Null where the target is no path: then the decoded path goes on.
    /// </summary>
    internal static Uri? Verbatim(string destination, string? target)
    {
        // Of the absolute form only the path counts: what a reader sends never chooses the authority.
        target = target is null ? null : RequestTarget.PathAndQuery(target);
        return target is ['/', ..]
            ? new Uri(destination.TrimEnd('/') + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
            : null;
    }
}
