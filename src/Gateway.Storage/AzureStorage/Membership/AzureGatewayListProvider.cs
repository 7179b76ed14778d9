using Azure.Data.Tables;
using Gateway.Storage.AzureStorage.Tables;
using Microsoft.Extensions.Options;
using Orleans.Clustering.AzureStorage;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Gateway.Storage.AzureStorage.Membership;

/// <summary>Where an Orleans client outside of the cluster finds its silos: those that are active and listen for clients.</summary>
internal sealed class AzureGatewayListProvider(IOptions<AzureStorageGatewayOptions> options, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> gateways) : IGatewayListProvider
{
    private const string NoPort = "0";

    private readonly AzureTable _table = new(options.Value);

    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => InitializeGatewayListProviderAsync(CancellationToken.None);

    public Task InitializeGatewayListProviderAsync(CancellationToken cancellationToken = default) => _table.OpenAsync(cancellationToken);

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);

    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken = default)
    {
        var (rows, _) = await _table.Query(
            TableClient.CreateQueryFilter($"PartitionKey eq {cluster.Value.ClusterId} and Status eq {nameof(SiloStatus.Active)} and ProxyPort ne {NoPort}"), cancellationToken);
        return [.. rows.Where(static r => !SiloRow.IsVersion(r)).Select(SiloRow.GatewayOf)];
    }
}
