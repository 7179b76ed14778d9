using Gateway.Edge.Caching.Fills;
using Gateway.Edge.Forwarding;
using Gateway.Edge.Problems;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Caching;

/// <summary>The cache as the first thing in the pipeline: before routing, unless routes match by more than targets.</summary>
internal sealed class CacheMiddleware
{
    private readonly RequestDelegate _next;
    private readonly SharedCache _cache;

    public CacheMiddleware(RequestDelegate next, SharedCache cache)
    {
        (_next, _cache) = (next, cache);
        cache.Services.Pipeline = next;
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (FillContext.IsFill(context))
            return _next(context);

        // What is meant for this hop only goes before anything is looked up, and before a route is chosen by it: stored under a field
        // that the origin never saw, its answer would be given to those who do send it.
        if (context.Request.Headers.Connection.Count > 0)
            ConnectionNamedHeaders.Remove(context.Request.Headers);
        return _cache.StandsBehindRouting ? _next(context) : _cache.InvokeAsync(context, _next, route: null);
    }
}

/// <summary>The cache behind routing, while routes match by fields too: then the route belongs to the key.</summary>
internal sealed class RoutedCacheMiddleware(RequestDelegate next, SharedCache cache)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<FillMark>() is { } fill)
        {
            var chosen = context.GetReverseProxyFeature().Route.Config;
            fill.Route = chosen;
            // Another route's answer would be stored as this one's.
            return fill.Wanted is { } wanted && !string.Equals(wanted, chosen.RouteId, StringComparison.Ordinal)
                ? ProxyProblem.OfAnother(StatusCodes.Status502BadGateway, isOwn: false).Write(context)
                : next(context);
        }

        return cache.StandsBehindRouting ? cache.InvokeAsync(context, next, context.GetReverseProxyFeature().Route.Config.RouteId) : next(context);
    }
}
