using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Edge.Forwarding;

/// <summary>
/// Says in <c>Via</c> that a request came by here (RFC 9110 §7.6.3): to the operator's origins, behind which there may be a way back to
/// this edge. The gateway's own is part of it.
/// </summary>
internal sealed class ViaTransforms(ViaPseudonym self) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        if (OriginProxyConfigProvider.IsOrigin(context.Cluster?.ClusterId))
            return;

        context.AddRequestTransform(request =>
        {
            var came = request.HttpContext.Request;
            var via = came.Headers.Via;
            request.ProxyRequest.Headers.Remove("Via");
            request.ProxyRequest.Headers.TryAddWithoutValidation("Via", StringValues.Concat(via, $"{Version(came.Protocol)} {self.Name}").ToArray());
            return default;
        });
    }

    // The protocol that the request was received by, its name left out where it is HTTP.
    private static string Version(string protocol) => protocol.StartsWith("HTTP/", StringComparison.OrdinalIgnoreCase) ? protocol[5..] : "1.1";
}
