using Gateway.Edge.Forwarding;
using Gateway.Edge.Forwarding.Outages;
using Gateway.Trust;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Problems;

/// <summary>
/// Says in a problem document (RFC 9457) what went wrong between the edge and an origin, where the origin could not. A
/// response that has begun is aborted by the forwarder, never ended as if whole.
/// </summary>
internal sealed class ProxyProblemMiddleware(RequestDelegate next, OriginHealth origins, IOptions<EdgeOptions> options, TimeProvider time, ILogger<ProxyProblemMiddleware> logger)
{
    private readonly OnceAMinute _telling = new(time);

    public async Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsConnect(context.Request.Method) && context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true })
        {
            await ProxyProblem.NoTunnel.Write(context);
            return;
        }

        if (context.Request.Headers.TransferEncoding is { Count: > 0 } codings && !(codings.Count == 1 && string.Equals(codings[0], "chunked", StringComparison.OrdinalIgnoreCase)))
        {
            // Where the content ends is not sure then, nor what comes after it (RFC 9112 §11.2).
            context.Response.OnStarting(Close, context.Response);
            await ProxyProblem.UnknownCoding.Write(context);
            return;
        }

        var proxied = context.GetReverseProxyFeature();
        var health = origins.Begin(proxied);
        context.Response.OnStarting(Begun, (context, health));
        await next(context);
        var failure = context.Features.Get<IForwarderErrorFeature>();
        if (failure is null)
            return;

        // What the forwarder aborts for the origin's sake is not the client's going away.
        var isAnswered = context.Response.HasStarted;
        if (context.RequestAborted.IsCancellationRequested && !(isAnswered && failure.Error == ForwarderError.ResponseBodyDestination))
            return;

        var isOfTheRequest = isAnswered && IsOfTheRequest(failure.Error);
        var reason = FailureReason.Of(failure.Error, failure.Exception, proxied.Cluster.Config.HttpRequest?.ActivityTimeout, options.Value.ConnectTimeout);
        if (!isOfTheRequest && OriginHealth.IsOfTheOrigin(failure.Error))
            OriginHealth.Failed(health, proxied, failure, reason);
        Tell(proxied.Route.Config.RouteId, failure, reason, isAnswered, isOfTheRequest);
        if (!isAnswered)
            await ProxyProblem.Of(failure.Error, failure.Exception, context.Response.StatusCode, OriginProxyConfigProvider.IsOrigin(proxied.Route.Config.ClusterId), HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)).Write(context);
    }

    private static Task Close(object response)
    {
        ((HttpResponse)response).Headers.Connection = "close";
        return Task.CompletedTask;
    }

    // Not when it ends: an answer may take its time.
    private static Task Begun(object state)
    {
        var (context, health) = ((HttpContext, ClusterHealth))state;
        if (context.Features.Get<IForwarderErrorFeature>() is null && context.GetReverseProxyFeature().ProxiedDestination is { } destination)
            health.Answered(destination.DestinationId);
        return Task.CompletedTask;
    }

    private void Tell(string route, IForwarderErrorFeature failure, string? reason, bool isAnswered, bool isOfTheRequest)
    {
        if (isOfTheRequest)
            Log.AnsweredEarly(logger, route, failure.Error, reason);
        else if (isAnswered)
            Log.ResponseBroken(logger, route, failure.Error, reason);
        else if (failure.Error == ForwarderError.RequestCreation)
            Log.ForwardingFailed(logger, route, failure.Error, reason);
        else if (!OriginHealth.IsOfTheOrigin(failure.Error) && _telling.IsDue(out var times))
            Log.RequestBroken(logger, route, failure.Error, reason, times);
    }

    // The answer is whole: the origin refused before it had read all that came.
    private static bool IsOfTheRequest(ForwarderError error) =>
        error is ForwarderError.RequestBodyClient or ForwarderError.RequestBodyDestination or ForwarderError.RequestBodyCanceled;
}
