using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Problems;

/// <summary>
/// Says in a problem document (RFC 9457) what went wrong between the edge and an origin, where the origin could not. A
/// response that has begun is aborted by the forwarder, never ended as if whole.
/// </summary>
internal sealed class ProxyProblemMiddleware(RequestDelegate next, ILogger<ProxyProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var failure = context.Features.Get<IForwarderErrorFeature>();
        if (failure is null || context.RequestAborted.IsCancellationRequested)
            return;

        var route = context.GetReverseProxyFeature().Route.Config.RouteId;
        if (context.Response.HasStarted)
        {
            Log.ResponseBroken(logger, route, failure.Error, failure.Exception?.GetBaseException().Message);
            return;
        }

        Log.ForwardingFailed(logger, route, failure.Error, failure.Exception?.GetBaseException().Message);
        var problem = ProxyProblem.Of(failure.Error, failure.Exception, context.Response.StatusCode);
        await problem.Write(context.Response);
    }
}
