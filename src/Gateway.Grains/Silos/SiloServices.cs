using Gateway.Contracts.Silos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Grains.Silos;

/// <summary>What places grains by who owns them.</summary>
internal static class SiloServices
{
    /// <summary>Adds the directory of silos, the placement by owner, and what moves grains when owners change. Once is enough.</summary>
    public static void AddOwners(this IServiceCollection services)
    {
        if (services.Any(s => s.ServiceType == typeof(OwnedKeys)))
            return;
        services.AddSingleton<OwnedKeys>();
        services.AddSingleton<SiloDirectory>();
        services.TryAddSingleton<ISiloDirectory>(s => s.GetRequiredService<SiloDirectory>());
        services.AddHostedService(s => s.GetRequiredService<SiloDirectory>());
        services.AddHostedService<OwnerMoves>();
        services.AddKeyedTransient<IGrainExtension, OwnerExtension>(typeof(IOwnerExtension));
        services.AddPlacementDirector<OwnerPlacement, OwnerPlacementDirector>();
    }
}
