using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
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
        if (HttpMethods.IsConnect(context.Request.Method) && context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true })
        {
            await ProxyProblem.NoTunnel.Write(context);
            return;
        }

        await next(context);
        var failure = context.Features.Get<IForwarderErrorFeature>();
        if (failure is null || context.RequestAborted.IsCancellationRequested)
            return;

        var route = context.GetReverseProxyFeature().Route.Config.RouteId;
        var reason = failure.Exception?.GetBaseException().Message;
        if (context.Response.HasStarted)
        {
            if (IsOfTheRequest(failure.Error))
                Log.AnsweredEarly(logger, route, failure.Error, reason);
            else
                Log.ResponseBroken(logger, route, failure.Error, reason);
            return;
        }

        Log.ForwardingFailed(logger, route, failure.Error, reason);
        var problem = ProxyProblem.Of(failure.Error, failure.Exception, context.Response.StatusCode);
        await problem.Write(context);
    }

    // The answer is whole: the origin refused before it had read all that came.
    private static bool IsOfTheRequest(ForwarderError error) =>
        error is ForwarderError.RequestBodyClient or ForwarderError.RequestBodyDestination or ForwarderError.RequestBodyCanceled;
}
