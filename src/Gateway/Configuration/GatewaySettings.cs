using Gateway.Syndication;
using Gateway.Trust;

namespace Gateway.Configuration;

/// <summary>The settings that the executable itself acts upon, checked.</summary>
internal sealed record GatewaySettings
{
    public required Publication Publication { get; init; }

    /// <summary>Absolute.</summary>
    public required string DataDirectory { get; init; }

    public required bool HasPublishers { get; init; }

    public required string Urls { get; init; }

    public required ManagementOptions Management { get; init; }

    public required DrainOptions Drain { get; init; }

    public required LogFormat LogFormat { get; init; }

    public required bool StopWithInput { get; init; }

    public required GatewayRole Role { get; init; }

    public required StorageProvider Storage { get; init; }

    /// <summary>Whether state lies in the data directory.</summary>
    public bool KeepsData => Role != GatewayRole.Edge && Storage == StorageProvider.Sqlite;

    /// <summary>Of <see cref="StorageProvider.AzureStorage"/>.</summary>
    public required string? ConnectionString { get; init; }

    /// <summary>The silos that an edge asks first.</summary>
    public required IReadOnlyList<Uri> Origins { get; init; }

    public required SiloHostOptions Silo { get; init; }

    public required ClusterHostOptions Cluster { get; init; }

    public required ClusterTrustOptions Trust { get; init; }

    /// <summary>Takes what <see cref="SettingsValidator"/> found right.</summary>
    public static GatewaySettings From(IConfiguration configuration)
    {
        var gateway = Bind<GatewayOptions>(configuration, GatewayOptions.Section);
        var storage = Bind<StorageProviderOptions>(configuration, StorageProviderOptions.Section);
        var publication = Bind<PublicationOptions>(configuration, PublicationOptions.Section);
        return new GatewaySettings
        {
            Publication = new Publication
            {
                PublicUrl = new Uri(gateway.PublicUrl.TrimEnd('/')),
                Title = publication.Title,
                Description = publication.Description,
                Language = publication.Language,
                Author = string.IsNullOrWhiteSpace(publication.Author) ? null : publication.Author,
                Icon = string.IsNullOrWhiteSpace(publication.Icon) ? null : new Uri(publication.Icon),
            },
            DataDirectory = Path.GetFullPath(gateway.DataDirectory),
            HasPublishers = configuration.GetSection(PublisherKeyOptions.Section).GetChildren().Any(),
            Urls = configuration["urls"] ?? GatewayConfiguration.DefaultUrls,
            Management = Bind<ManagementOptions>(configuration, ManagementOptions.Section),
            Drain = Bind<DrainOptions>(configuration, DrainOptions.Section),
            LogFormat = Bind<LogOptions>(configuration, LogOptions.Section).Format,
            StopWithInput = gateway.StopWithInput,
            Role = gateway.Role,
            Storage = storage.Provider,
            ConnectionString = storage.ConnectionString,
            Origins = [.. gateway.Origins.Select(o => new Uri(o))],
            Silo = Bind<SiloHostOptions>(configuration, SiloHostOptions.Section),
            Cluster = Bind<ClusterHostOptions>(configuration, ClusterHostOptions.Section),
            Trust = Bind<ClusterTrustOptions>(configuration, ClusterTrustOptions.Section),
        };
    }

    private static T Bind<T>(IConfiguration configuration, string section)
        where T : new()
    {
        var options = new T();
        configuration.GetSection(section).Bind(options);
        return options;
    }
}
