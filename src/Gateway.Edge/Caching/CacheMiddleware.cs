using Gateway.Edge.Caching.Fills;
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

    public Task InvokeAsync(HttpContext context) =>
        _cache.StandsBehindRouting || FillContext.IsFill(context) ? _next(context) : _cache.InvokeAsync(context, _next, route: null);
}

/// <summary>The cache behind routing, while routes match by fields too: then the route belongs to the key.</summary>
internal sealed class RoutedCacheMiddleware(RequestDelegate next, SharedCache cache)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<FillMark>() is { } fill)
        {
            fill.Route = context.GetReverseProxyFeature().Route.Config;
            return next(context);
        }

        return cache.StandsBehindRouting ? cache.InvokeAsync(context, next, context.GetReverseProxyFeature().Route.Config.RouteId) : next(context);
    }
}
