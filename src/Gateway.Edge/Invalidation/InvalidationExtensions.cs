using Gateway.Edge.Silos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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
