using Gateway.HttpCaching.Codings;
using Gateway.Origin;
using Gateway.Origin.Answers;
using Gateway.Origin.Articles;
using Gateway.Origin.Changes;
using Gateway.Origin.Documents;
using Gateway.Origin.Edges;
using Gateway.Origin.Publishing;
using Gateway.Origin.Publishing.Bulk;
using Gateway.Origin.Topics;
using Gateway.Syndication.Articles;
using Gateway.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The HTTP side of the gateway.</summary>
public static class GatewayOriginExtensions
{
    /// <summary>
    /// Adds the origin. It needs <c>IGrainFactory</c>, <see cref="Gateway.Contracts.Changes.IChangeJournal"/>,
    /// <see cref="Gateway.Syndication.Publication"/> and <see cref="TimeProvider"/> from the same container.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">
    /// The root, of which it reads <c>Gateway:Origin</c>, <c>Gateway:Articles</c>, <c>Gateway:Publishing</c>, <c>Gateway:Publishers</c>,
    /// <c>Gateway:Changes</c>, <c>Gateway:Intake:Partitions</c> and the keys of <c>Gateway:Cluster</c>.
    /// </param>
    public static IServiceCollection AddGatewayOrigin(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        // Without it a gzip or br stream that is cut off decodes as if it were whole.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

        services.AddOptions<OriginOptions>().Bind(configuration.GetSection(OriginOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PublishingOptions>().Bind(configuration.GetSection(PublishingOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ChangeStreamOptions>().Bind(configuration.GetSection(ChangeStreamOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<IntakeRouting>().Bind(configuration.GetSection(IntakeRouting.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ArticleLimits>().Bind(configuration.GetSection(OriginOptions.ArticlesSection)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(s => s.GetRequiredService<IOptions<ArticleLimits>>().Value);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => ReadKeys(configuration));
        services.AddSingleton(s => new EncodedDocuments(s.GetRequiredService<IOptions<OriginOptions>>().Value.EncodedBytes));
        services.AddSingleton<OwnAddresses>();
        services.AddSingleton<TopicMemberships>();
        services.AddSingleton<Puts>();
        services.AddSingleton<Shape>();
        services.AddSingleton<AnswerWriter>();
        services.AddSingleton<ArticleEndpoint>();
        services.AddSingleton<TopicEndpoint>();
        services.AddSingleton<DocumentEndpoint>();
        services.AddSingleton<ArticleIntakeEndpoint>();
        services.AddSingleton<BulkEndpoint>();
        services.AddSingleton<ChangeStreamEndpoint>();
        services.AddSingleton<OriginHandler>();
        services.AddSingleton(_ => ClusterKeys.From(configuration.GetSection(ClusterTrustOptions.Section).Get<ClusterTrustOptions>() ?? new ClusterTrustOptions()));
        services.AddSingleton<EdgeGate>();
        return services;
    }

    /// <summary>Maps every address that nothing else is mapped to.</summary>
    /// <exception cref="OptionsValidationException">A publisher's key is no key: one line per mistake.</exception>
    public static IEndpointConventionBuilder MapGatewayOrigin(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var handler = endpoints.ServiceProvider.GetRequiredService<EdgeGate>();
        var mapped = endpoints.Map("/{**path}", handler.HandleAsync);
        mapped.Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = int.MaxValue);
        return mapped;
    }

    private static PublisherKeys ReadKeys(IConfiguration configuration)
    {
        var publishers = configuration.GetSection(PublisherOptions.Section).Get<Dictionary<string, PublisherOptions>>() ?? [];
        var (keys, mistakes) = PublisherKeys.Read(publishers);
        return mistakes.IsEmpty ? keys : throw new OptionsValidationException(PublisherOptions.Section, typeof(PublisherOptions), mistakes);
    }
}
