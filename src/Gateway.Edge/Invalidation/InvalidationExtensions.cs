using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Edge.Invalidation;

/// <summary>Adds what tells the cache of changes at the origin.</summary>
internal static class InvalidationExtensions
{
    public static IReverseProxyBuilder AddInvalidation(this IReverseProxyBuilder proxy, IConfiguration configuration)
    {
        var services = proxy.Services;
        services.AddOptions<InvalidationOptions>().Bind(configuration.GetSection(InvalidationOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EdgeIdentity>();
        services.AddSingleton<Announcements>();
        services.AddSingleton<ReadYourWrites>();
        services.AddHostedService<ChangeListener>();
        return proxy.AddTransforms<InternalFieldTransforms>();
    }
}
