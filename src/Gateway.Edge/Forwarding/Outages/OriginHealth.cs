using System.Collections.Concurrent;
using Gateway.Edge.Caching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Edge.Forwarding.Outages;

/// <summary>What is known of the origins from the exchanges with them. As large as the operator's configuration.</summary>
internal sealed class OriginHealth(IOptions<CacheOptions> options, TimeProvider time, ILogger<OriginHealth> logger)
{
    // Routes and clusters that were ever configured while this process ran; past it, all are learnt anew.
    private const int Most = 4_096;

    private readonly ConcurrentDictionary<string, ClusterHealth> _clusters = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ClusterHealth> _routes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of the cluster that a route led to last; null where it never led anywhere.</summary>
    public ClusterHealth? OfRoute(string route) => _routes.GetValueOrDefault(route);

    /// <summary>Of a cluster.</summary>
    public ClusterHealth Of(string cluster)
    {
        if (_clusters.TryGetValue(cluster, out var known))
            return known;
        if (_clusters.Count >= Most)
            _clusters.Clear();
        return _clusters.GetOrAdd(cluster, static (name, self) => self.Create(name), this);
    }

    /// <summary>An exchange begins; its route and its cluster are chosen.</summary>
    public ClusterHealth Begin(IReverseProxyFeature proxied)
    {
        var health = Of(proxied.Cluster.Config.ClusterId);
        var route = proxied.Route.Config.RouteId;
        if (!_routes.TryGetValue(route, out var known) || !ReferenceEquals(known, health))
        {
            if (_routes.Count >= Most)
                _routes.Clear();
            _routes[route] = health;
        }

        return health;
    }

    /// <summary>
    /// Whether it is the origin's doing, and not the edge's own or that of the client, who is still there. While it is, nobody
    /// but an origin that broke off keeps its content from being read on.
    /// </summary>
    public static bool IsOfTheOrigin(ForwarderError error) => error is ForwarderError.Request or ForwarderError.RequestTimedOut
        or ForwarderError.RequestBodyDestination or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyDestination or ForwarderError.ResponseHeaders
        or ForwarderError.NoAvailableDestinations or ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination;

    /// <summary>An exchange failed by the origin's doing.</summary>
    public static void Failed(ClusterHealth health, IReverseProxyFeature proxied, IForwarderErrorFeature failure, string? reason)
    {
        var destination = proxied.ProxiedDestination?.DestinationId ?? ClusterHealth.NoDestination;
        health.Failed(
            destination,
            proxied.AllDestinations.Select(static d => d.DestinationId),
            failure.Error == ForwarderError.NoAvailableDestinations || IsUnreachable(failure.Exception),
            failure.Error,
            reason);
    }

    private static bool IsUnreachable(Exception? exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    private ClusterHealth Create(string name) => new(name, options.Value.FailureMemory, time, logger);
}
