using Gateway.Storage.AzureStorage.Tables;

#pragma warning disable IDE0130 // The namespace is the official package's.
namespace Orleans.Clustering.AzureStorage;
#pragma warning restore IDE0130

/// <summary>The table of a cluster's silos, for the silos.</summary>
public sealed class AzureStorageClusteringOptions : AzureStorageOperationOptions
{
    internal const string DefaultTable = "OrleansSiloInstances";

    /// <inheritdoc/>
    public override string TableName { get; set; } = DefaultTable;
}

/// <summary>The table of a cluster's silos, for its clients.</summary>
public sealed class AzureStorageGatewayOptions : AzureStorageOperationOptions
{
    /// <inheritdoc/>
    public override string TableName { get; set; } = AzureStorageClusteringOptions.DefaultTable;
}
