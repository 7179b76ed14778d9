using Gateway.Storage;
using Gateway.Storage.AzureStorage;
using Gateway.Storage.AzureStorage.Blobs;
using Gateway.Storage.AzureStorage.Membership;
using Gateway.Storage.AzureStorage.Reminders;
using Gateway.Storage.AzureStorage.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Clustering.AzureStorage;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Providers;
using Orleans.Reminders.AzureStorage;
using Orleans.Runtime.Hosting;
using Orleans.Storage;

#pragma warning disable IDE0130 // The namespace is the official packages'.
namespace Orleans.Hosting;
#pragma warning restore IDE0130

/// <summary>
/// Azure Storage for silos and clients: the builder methods of <c>Microsoft.Orleans.Persistence.AzureStorage</c> (blobs),
/// <c>Microsoft.Orleans.Clustering.AzureStorage</c> and <c>Microsoft.Orleans.Reminders.AzureStorage</c>, by their names, on the
/// same containers, tables, keys and rows.
/// </summary>
public static class AzureStorageBuilderExtensions
{
    /// <summary>Keeps grain state in blobs, for grains that name no storage.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorageAsDefault(this ISiloBuilder builder, Action<AzureBlobStorageOptions> configureOptions) =>
        builder.AddAzureBlobGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>The same under a name.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<AzureBlobStorageOptions> configureOptions) =>
        builder.AddAzureBlobGrainStorage(name, options => options.Configure(configureOptions));

    /// <summary>Keeps grain state in blobs, for grains that name no storage.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorageAsDefault(this ISiloBuilder builder, Action<OptionsBuilder<AzureBlobStorageOptions>>? configureOptions = null) =>
        builder.AddAzureBlobGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>The same under a name.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<AzureBlobStorageOptions>>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        configureOptions?.Invoke(services.AddOptions<AzureBlobStorageOptions>(name));
        services.AddTransient<IConfigurationValidator>(s => new AzureBlobStorageOptionsValidator(s.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(name), name));
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPostConfigureOptions<AzureBlobStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<AzureBlobStorageOptions>>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AzureStorageHealth>();
        services.TryAddSingleton<IStorageHealth>(s => s.GetRequiredService<AzureStorageHealth>());
        services.AddGrainStorage(name, AzureBlobGrainStorage.Create);
        return builder;
    }

    /// <summary>Has the silos of a cluster find each other by a table.</summary>
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<AzureStorageClusteringOptions> configureOptions) =>
        builder.UseAzureStorageClustering(options => options.Configure(configureOptions));

    /// <summary>Has the silos of a cluster find each other by a table.</summary>
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<OptionsBuilder<AzureStorageClusteringOptions>>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        configureOptions?.Invoke(builder.Services.AddOptions<AzureStorageClusteringOptions>());
        AddValidator<AzureStorageClusteringOptions>(builder.Services);
        builder.Services.AddSingleton<IMembershipTable, AzureMembershipTable>();
        return builder;
    }

    /// <summary>Has a client find its cluster by the silos' table.</summary>
    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<AzureStorageGatewayOptions> configureOptions) =>
        builder.UseAzureStorageClustering(options => options.Configure(configureOptions));

    /// <summary>Has a client find its cluster by the silos' table.</summary>
    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<OptionsBuilder<AzureStorageGatewayOptions>>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        configureOptions?.Invoke(builder.Services.AddOptions<AzureStorageGatewayOptions>());
        AddValidator<AzureStorageGatewayOptions>(builder.Services);
        builder.Services.AddSingleton<IGatewayListProvider, AzureGatewayListProvider>();
        return builder;
    }

    /// <summary>Keeps reminders in a table.</summary>
    public static ISiloBuilder UseAzureTableReminderService(this ISiloBuilder builder, Action<AzureTableReminderStorageOptions> configure) =>
        builder.UseAzureTableReminderService(options => options.Configure(configure));

    /// <summary>Keeps reminders in a table.</summary>
    public static ISiloBuilder UseAzureTableReminderService(this ISiloBuilder builder, Action<OptionsBuilder<AzureTableReminderStorageOptions>>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddReminders();
        configureOptions?.Invoke(builder.Services.AddOptions<AzureTableReminderStorageOptions>());
        AddValidator<AzureTableReminderStorageOptions>(builder.Services);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IReminderTable, AzureReminderTable>();
        return builder;
    }

    /// <summary>Keeps reminders in a table, reached by a connection string or an address that carries its own authorization.</summary>
    public static ISiloBuilder UseAzureTableReminderService(this ISiloBuilder builder, string connectionString) =>
        builder.UseAzureTableReminderService(options =>
        {
            if (Uri.TryCreate(connectionString, UriKind.Absolute, out var address))
                options.ConfigureTableServiceClient(address);
            else
                options.ConfigureTableServiceClient(connectionString);
        });

    private static void AddValidator<T>(IServiceCollection services)
        where T : AzureStorageOperationOptions =>
        services.AddTransient<IConfigurationValidator>(s => new AzureStorageOperationOptionsValidator(s.GetRequiredService<IOptions<T>>().Value));
}
