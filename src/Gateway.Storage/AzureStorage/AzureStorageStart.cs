using System.Net;
using Azure.Data.Tables;
using Gateway.Storage.AzureStorage.Membership;
using Orleans.Clustering.AzureStorage;
using Orleans.Configuration;
using Orleans.Reminders.AzureStorage;

namespace Gateway.Storage.AzureStorage;

/// <summary>What a silo can ask of its storage before there is a silo: Orleans takes storage that is away for a fault of its own.</summary>
public static class AzureStorageStart
{
    /// <summary>Makes what <see cref="AzureStorageSiloBuilderExtensions.AddAzureStorage"/> needs where it is missing.</summary>
    /// <exception cref="StorageException">It cannot. <see cref="StorageException.IsRetryable"/> where it may later.</exception>
    public static async Task OpenAsync(AzureStorageConnection connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            await connection.Blobs.GetBlobContainerClient(new AzureBlobStorageOptions().ContainerName).CreateIfNotExistsAsync(cancellationToken: cancellation);
            foreach (var table in (string[])[AzureStorageClusteringOptions.DefaultTable, new AzureTableReminderStorageOptions().TableName])
                await connection.Tables.GetTableClient(table).CreateIfNotExistsAsync(cancellation);
        }
        catch (Exception e) when (AzureErrors.IsOfTheService(e) && !cancellation.IsCancellationRequested)
        {
            throw AzureErrors.Translate(e, isWrite: false);
        }
    }

    /// <summary>Where silos of a name that counts as alive were to be reached: one that died is among them until the others notice.</summary>
    /// <param name="connection">The account; <see cref="OpenAsync"/> has succeeded.</param>
    /// <param name="cluster">The cluster's id.</param>
    /// <param name="name">The silo's name.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="StorageException">The storage cannot be read.</exception>
    public static async Task<IReadOnlyList<IPEndPoint>> NamesakesAsync(AzureStorageConnection connection, string cluster, string name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var silos = new List<MembershipEntry>();
        try
        {
            var table = connection.Tables.GetTableClient(AzureStorageClusteringOptions.DefaultTable);
            await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {cluster}"), cancellationToken: cancellation))
            {
                if (!SiloRow.IsVersion(row) && SiloRow.TryRead(row) is { Status: SiloStatus.Joining or SiloStatus.Active } silo)
                    silos.Add(silo);
            }
        }
        catch (Exception e) when (AzureErrors.IsOfTheService(e) && !cancellation.IsCancellationRequested)
        {
            throw AzureErrors.Translate(e, isWrite: false);
        }

        // Who answers at an address is the last one that was given it.
        return [.. silos.GroupBy(s => s.SiloAddress.Endpoint)
            .Select(g => g.MaxBy(s => s.SiloAddress.Generation)!) // A group has a member.
            .Where(s => string.Equals(s.SiloName, name, StringComparison.Ordinal))
            .Select(s => s.SiloAddress.Endpoint)];
    }
}
