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

    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        if (!OriginProxyConfigProvider.IsOrigin(context.Cluster?.ClusterId))
            return;

        context.UseDefaultForwarders = false;
        context.AddXForwardedFor(action: ForwardedTransformActions.Set);
        foreach (var header in Claims)
            context.AddRequestHeaderRemove(header);
    }
}
