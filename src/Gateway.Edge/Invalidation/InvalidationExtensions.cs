using Gateway.Edge.Silos;
using Gateway.Trust;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Invalidation;

/// <summary>Adds what tells the cache of changes at the origin.</summary>
internal static class InvalidationExtensions
{
    public static IReverseProxyBuilder AddInvalidation(this IReverseProxyBuilder proxy, IConfiguration configuration, EdgeOrigin origin)
    {
        var services = proxy.Services;
        services.AddOptions<InvalidationOptions>().Bind(configuration.GetSection(InvalidationOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EdgeIdentity>();
        services.AddSingleton<Announcements>();
        services.AddSingleton<ReadYourWrites>();
        // Within a process nobody has to prove anything.
        var trust = origin.Seeds.IsEmpty ? new ClusterTrustOptions() : configuration.GetSection(ClusterTrustOptions.Section).Get<ClusterTrustOptions>() ?? new ClusterTrustOptions();
        services.AddSingleton(ClusterKeys.From(trust));
        services.AddSingleton(s => new ClusterCertificates(trust, isServer: false, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<ClusterCertificates>>()));
        services.AddSingleton<SiloConnector>();
        services.AddSingleton<SiloTrouble>();
        services.AddSingleton<SiloTable>();
        services.AddSingleton<IEdgeReadiness>(s => s.GetRequiredService<SiloTable>());
        services.AddSingleton<ChangeListenerFactory>();
        if (origin.Seeds.IsEmpty)
            services.AddHostedService<OriginListener>();
        else
            services.AddHostedService<SiloListeners>();
        return proxy.AddTransforms<InternalFieldTransforms>();
    }
}
