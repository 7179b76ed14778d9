using Gateway.Edge.Caching;
using Gateway.Edge.Caching.Changes;
using Gateway.Edge.Caching.Direct;
using Gateway.Edge.Caching.Observing;
using Gateway.Edge.Forwarding;
using Gateway.Edge.Forwarding.Heads;
using Gateway.Edge.Forwarding.Outages;
using Gateway.Edge.Invalidation;
using Gateway.Edge.Problems;
using Gateway.Edge.Silos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge;

/// <summary>The edge in an application of its own: <see cref="AddGatewayEdge"/>, then <see cref="UseGatewayEdge"/>.</summary>
public static class EdgeServiceCollectionExtensions
{
    /// <summary>Adds YARP with the operator's routes and the one to the origin that takes all else.</summary>
    /// <param name="services">The edge's own services.</param>
    /// <param name="configuration">
    /// The whole configuration; <c>ReverseProxy</c>, <see cref="EdgeOptions.Section"/> and, where the origin is a cluster,
    /// <see cref="Gateway.Trust.ClusterTrustOptions.Section"/> are read.
    /// </param>
    /// <param name="origin">Where the origin is.</param>
    public static IServiceCollection AddGatewayEdge(this IServiceCollection services, IConfiguration configuration, EdgeOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<EdgeOptions>().Bind(configuration.GetSection(EdgeOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(origin);
        services.AddOptions<CacheOptions>().Bind(configuration.GetSection(CacheOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddMetrics();
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<SiloMetrics>();
        services.AddSingleton<OriginHealth>();
        services.AddSingleton<ViaPseudonym>();
        services.AddSingleton<SharedCache>();
        services.TryAddSingleton<LateRequests>();
        services.Configure<SocketTransportOptions>(DirectConnections.Tune);
        services.TryAddSingleton<IInvalidations, Invalidations>();
        services.AddSingleton(s => new PurgeService(s.GetRequiredService<SharedCache>()));
        services.AddSingleton<IConfigChangeListener, RouteWatch>();
        services.AddReverseProxy()
            .LoadFromConfig(configuration.GetSection(OriginProxyConfigProvider.OperatorSection))
            .AddTransforms<OriginTransforms>()
            .AddTransforms<ConnectionNamedHeaders>()
            .AddTransforms<TrailerTransforms>()
            .AddTransforms<ViaTransforms>()
            .AddInvalidation(configuration, origin);
        services.AddSingleton<IProxyConfigProvider>(s => ActivatorUtilities.CreateInstance<OriginProxyConfigProvider>(s, configuration));
        services.Replace(ServiceDescriptor.Singleton<IForwarderHttpClientFactory, OriginHttpClientFactory>());
        return services;
    }

    /// <summary>
    /// Serves everything through the proxy. What stands between a reader and the forwarded request (a cache) is
    /// <paramref name="configureProxy"/>: it runs once per request, knows the route and the cluster, and decides whether to go on.
    /// </summary>
    /// <param name="app">The edge's application.</param>
    /// <param name="configureProxy">Middleware between the choice of a route and the choice of a destination; null for none.</param>
    public static WebApplication UseGatewayEdge(this WebApplication app, Action<IReverseProxyApplicationBuilder>? configureProxy = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        LateRequests.UseAnnouncedEnd(app);
        app.UseMiddleware<MethodMiddleware>();
        app.UseMiddleware<MaxForwardsMiddleware>();
        app.UseMiddleware<LoopMiddleware>();
        app.UseMiddleware<CacheMiddleware>();
        // Named here, so that the cache stands before it.
        app.UseRouting();
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<InternalAddressMiddleware>();
            proxy.UseMiddleware<RoutedCacheMiddleware>();
            proxy.UseMiddleware<ProxyProblemMiddleware>();
            proxy.UseMiddleware<BulkRequestMiddleware>();
            configureProxy?.Invoke(proxy);
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        return app;
    }
}
