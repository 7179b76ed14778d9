using Azure;
using Azure.Data.Tables;
using Gateway.Storage.AzureStorage.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Clustering.AzureStorage;
using Orleans.Configuration;
using Orleans.Storage;

namespace Gateway.Storage.AzureStorage.Membership;

/// <summary>
/// A cluster's silos in the official provider's table. The version row guards every change of a silo's status: whoever changes
/// one has read the version before, and only one of several succeeds. Signs of life change neither version nor guard.
/// </summary>
internal sealed class AzureMembershipTable(IOptions<AzureStorageClusteringOptions> options, IOptions<ClusterOptions> cluster, ILogger<AzureMembershipTable> logger) : IMembershipTable
{
    private const int MostLooks = 5;

    private readonly AzureTable _table = new(options.Value);
    private readonly string _cluster = cluster.Value.ClusterId;

    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default)
    {
        await _table.OpenAsync(cancellationToken);
        if (!tryInitTableVersion || await _table.Find(_cluster, SiloRow.VersionKey, cancellationToken) is not null)
            return;

        // Where another silo was faster its version is as good.
        var (version, first, last) = SiloRow.OfVersion(_cluster, 0);
        await _table.TryChange([Add(version), Put(first), Put(last)], cancellationToken);
    }

    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        for (var look = 1; ; look++)
        {
            var (rows, pages) = await _table.Query(TableClient.CreateQueryFilter($"PartitionKey eq {_cluster}"), cancellationToken);
            if (pages <= 1 || IsOfOneVersion(rows))
                return Read(rows);
            if (look == MostLooks)
                throw new InconsistentStateException($"The silos of cluster {_cluster} changed with each of {MostLooks} looks at table {_table.Name}.");
        }
    }

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default)
    {
        var silo = SiloRow.KeyOf(key);
        var (rows, _) = await _table.Query(
            TableClient.CreateQueryFilter($"PartitionKey eq {_cluster} and (RowKey eq {silo} or RowKey eq {SiloRow.VersionKey})"), cancellationToken);
        return Read(rows);
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        Change(Add(SiloRow.Of(_cluster, entry)), tableVersion, cancellationToken);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    // By the version alone: a sign of life changes the row's own ETag, and would have whoever suspects a silo read and try again each time.
    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        Change(new TableTransactionAction(TableTransactionActionType.UpdateReplace, SiloRow.Of(_cluster, entry), ETag.All), tableVersion, cancellationToken);

    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default) => _table.Merge(SiloRow.OfLife(_cluster, entry), cancellationToken);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default)
    {
        var (rows, _) = await _table.Query(TableClient.CreateQueryFilter($"PartitionKey eq {_cluster}"), cancellationToken);
        await _table.DeleteAll(rows.Where(r => !SiloRow.IsVersion(r) && r.GetString("Status") is not nameof(SiloStatus.Active) && r.Timestamp < beforeDate), cancellationToken);
    }

    public Task DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default)
    {
        var (rows, _) = await _table.Query(TableClient.CreateQueryFilter($"PartitionKey eq {clusterId}"), cancellationToken);
        await _table.DeleteAll(rows, cancellationToken);
    }

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private static TableTransactionAction Put(TableEntity row) => new(TableTransactionActionType.UpsertReplace, row);

    // A silo that knows nothing of the outer rows has changed the middle one only.
    private static bool IsOfOneVersion(List<TableEntity> rows)
    {
        var first = rows.Find(static r => r.RowKey is SiloRow.FirstKey);
        var last = rows.Find(static r => r.RowKey is SiloRow.LastKey);
        return first is null ? last is null : last is not null && SiloRow.VersionOf(first) == SiloRow.VersionOf(last);
    }

    private Task<bool> Change(TableTransactionAction change, TableVersion next, CancellationToken cancellation)
    {
        var (version, first, last) = SiloRow.OfVersion(_cluster, next.Version);
        return _table.TryChange([change, new TableTransactionAction(TableTransactionActionType.UpdateReplace, version, new ETag(next.VersionEtag)), Put(first), Put(last)], cancellation);
    }

    private MembershipTableData Read(List<TableEntity> rows)
    {
        var version = rows.Find(static r => r.RowKey is SiloRow.VersionKey)
            ?? throw new KeyNotFoundException($"Table {_table.Name} has no version of cluster {_cluster}.");
        var silos = new List<Tuple<MembershipEntry, string>>(rows.Count);
        foreach (var row in rows.Where(static r => !SiloRow.IsVersion(r)))
        {
            try
            {
                silos.Add(Tuple.Create(SiloRow.Read(row), row.ETag.ToString()));
            }
            catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
            {
                // One row that somebody has spoilt must not keep all silos from each other.
                Log.UnreadableRow(logger, _table.Name, row.RowKey, e);
            }
        }

        return new MembershipTableData(silos, new TableVersion(SiloRow.VersionOf(version), version.ETag.ToString()));
    }
}
