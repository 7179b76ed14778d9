using Gateway.Grains.Addresses;
using Gateway.Grains.Articles;
using Gateway.Grains.Intake;
using Gateway.Grains.Rendering;
using Gateway.Grains.Signals;
using Gateway.Grains.Silos;
using Gateway.Grains.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Gateway.Grains.Hosting;

/// <summary>Adds the gateway's grains to a silo.</summary>
public static class GatewayGrainsExtensions
{
    /// <summary>
    /// Adds the grains' services and options, and the start of every intake partition. The silo brings the default grain
    /// storage and a reminder table; the container brings <see cref="Syndication.Publication"/> and <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="silo">The silo; its configuration holds the options' sections.</param>
    public static ISiloBuilder AddGatewayGrains(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        AnnotatedOptions.Add<IntakeOptions>(services, silo.Configuration, IntakeOptions.Section);
        AnnotatedOptions.Add<ArticleOptions>(services, silo.Configuration, ArticleOptions.Section);
        AnnotatedOptions.Add<ActivationOptions>(services, silo.Configuration, ActivationOptions.Section);
        AnnotatedOptions.Add<JoinOptions>(services, silo.Configuration, JoinOptions.Section);
        AnnotatedOptions.Add<ChangeOptions>(services, silo.Configuration, ChangeOptions.Section);
        services.AddOptions<RenderingOptions>().Bind(silo.Configuration.GetSection("Gateway:Rendering"));
        services.AddTopics();
        services.AddMetrics();
        services.TryAddSingleton<GrainsMeter>();
        services.TryAddSingleton<ActivationBudget>();
        services.TryAddSingleton<AddressBook>();
        services.TryAddSingleton<ArticleFactsReader>();
        services.TryAddSingleton<ArticleRenderer>();
        services.TryAddSingleton<IdSource>();
        // Orleans remembers where a million grains were, at some hundreds of bytes each, long after they are gone.
        services.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 20_000);
        // Owners are found by their keys, never by load: of that each silo would tell each other one every second.
        services.Configure<DeploymentLoadPublisherOptions>(load => load.DeploymentLoadPublisherRefreshTime = TimeSpan.FromMinutes(1));
        // A grain that neither answers nor ends keeps its callers for so long before another takes its place: Orleans gives it two hours.
        services.Configure<SiloMessagingOptions>(messaging => messaging.MaxRequestProcessingTime = TimeSpan.FromMinutes(5));
        services.AddOptions<GrainCollectionOptions>().Configure<IOptions<ActivationOptions>>((collection, activations) =>
            collection.ClassSpecificCollectionAge[typeof(ArticleGrain).FullName!] = activations.Value.ArticleAge); // a class has a full name
        silo.AddStartupTask(IntakeStartup.Run);
        return silo;
    }
}
