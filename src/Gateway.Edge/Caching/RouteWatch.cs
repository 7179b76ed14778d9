using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Edge.Caching;

/// <summary>
/// Follows the operator's routes: tells the cache whether targets alone choose among them, and throws away what was stored
/// when they change, for the same address may then be another origin's.
/// </summary>
internal sealed class RouteWatch(SharedCache cache, ILogger<RouteWatch> logger) : IConfigChangeListener
{
    private IReadOnlyList<RouteConfig>? _routes;
    private IReadOnlyList<ClusterConfig>? _clusters;

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
    }

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        ArgumentNullException.ThrowIfNull(proxyConfigs);
        var routes = proxyConfigs.SelectMany(c => c.Routes).ToList();
        var clusters = proxyConfigs.SelectMany(c => c.Clusters).ToList();
        cache.Routes = [null, .. routes.Select(r => r.RouteId)];
        cache.Services.RoutingFields = [.. routes.SelectMany(r => r.Match.Headers ?? []).Select(h => h.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
        cache.StandsBehindRouting = routes.Exists(r => r.Match.Headers is { Count: > 0 });
        if (_routes is not null && _clusters is not null && !(routes.SequenceEqual(_routes) && clusters.SequenceEqual(_clusters)))
        {
            Log.RoutesChanged(logger);
            cache.Changes.Purged();
            cache.Store.Clear();
        }

        (_routes, _clusters) = (routes, clusters);
    }
}
