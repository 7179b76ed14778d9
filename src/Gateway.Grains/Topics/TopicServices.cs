using Gateway.Contracts.Changes;
using Gateway.Grains.Hosting;
using Gateway.Grains.Rendering;
using Gateway.Grains.Signals;
using Gateway.Grains.Silos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Topics;

/// <summary>What topics and directories need on every silo.</summary>
internal static class TopicServices
{
    /// <summary>Adds the silo's caches and builders; needs <c>Publication</c> and <c>TimeProvider</c> to be registered.</summary>
    public static IServiceCollection AddTopics(this IServiceCollection services)
    {
        services.AddOptions<RenderingOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RenderingOptions>, RenderingOptionsValidator>());
        services.AddMetrics();
        services.TryAddSingleton<GrainsMeter>();
        services.TryAddSingleton<ActivationBudget>();
        services.AddOwners();
        services.TryAddSingleton<ChangeJournal>();
        services.TryAddSingleton<IChangeJournal>(s => s.GetRequiredService<ChangeJournal>());
        services.TryAddSingleton<PageCache>();
        services.TryAddSingleton<IArticleSource, GrainArticleSource>();
        services.TryAddSingleton<IEntryRenderer, EntryRenderer>();
        services.TryAddSingleton<IFeedWriter, FeedWriter>();
        services.TryAddSingleton<RenderedArticles>();
        services.TryAddSingleton<FeedBuilder>();
        services.TryAddSingleton<PageBuilder>();
        return services;
    }
}
