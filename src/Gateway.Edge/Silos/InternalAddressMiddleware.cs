using Gateway.Edge.Forwarding;
using Gateway.Edge.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge.Silos;

/// <summary>Finds nothing at the internal addresses of silos. An operator's own site may have such ones.</summary>
internal sealed class InternalAddressMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        OriginProxyConfigProvider.IsOrigin(context.GetReverseProxyFeature().Route.Config.ClusterId)
        && (InternalAddress.IsMeant(context.Features.Get<IHttpRequestFeature>()?.RawTarget) || InternalAddress.IsMeant(context.Request.Path.Value))
            ? ProxyProblem.NothingHere.Write(context)
            : next(context);
}
