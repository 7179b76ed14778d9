using Gateway.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Reminders.AzureStorage;

namespace Gateway.Storage.AzureStorage;

/// <summary>Puts a cluster's silos on an Azure Storage account.</summary>
public static class AzureStorageSiloBuilderExtensions
{
    /// <summary>
    /// Makes the account the silo's default grain storage (blobs), its membership and its reminders (tables), and registers
    /// <see cref="IStorageHealth"/>.
    /// </summary>
    public static ISiloBuilder AddAzureStorage(this ISiloBuilder builder, AzureStorageConnection connection)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        builder.UseAzureStorageClustering(options => options.TableServiceClient = connection.Tables);
        builder.UseAzureTableReminderService((AzureTableReminderStorageOptions options) => options.TableServiceClient = connection.Tables);
        builder.AddAzureBlobGrainStorageAsDefault(options => options.Configure<IServiceProvider>((blobs, services) =>
        {
            blobs.BlobServiceClient = connection.Blobs;
            // As the embedded store does: records are bytes already, and pages are written at every publish.
            blobs.GrainStorageSerializer = ActivatorUtilities.CreateInstance<StateSerializer>(services);
        }));
        return builder;
    }
}
