using Azure;
using Azure.Data.Tables;
using Gateway.Storage.AzureStorage.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Reminders.AzureStorage;

namespace Gateway.Storage.AzureStorage.Reminders;

/// <summary>Reminders in the official provider's table. A service's reminders outlive its clusters.</summary>
internal sealed class AzureReminderTable(
    IOptions<AzureTableReminderStorageOptions> options, IOptions<ClusterOptions> cluster, TimeProvider time, ILogger<AzureReminderTable> logger) : IReminderTable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly AzureTable _table = new(options.Value);
    private readonly string _service = cluster.Value.ServiceId;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                await _table.OpenAsync(cancellationToken);
                _opened.TrySetResult();
                return;
            }
            catch (Exception e) when (AzureErrors.IsOfTheService(e) && !cancellationToken.IsCancellationRequested)
            {
                // Reminders are not worth a start that fails.
                Log.TableUnreachable(logger, _table.Name, e);
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _opened.TrySetCanceled(cancellationToken);
                throw;
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        _opened.TrySetCanceled(CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        await _opened.Task;
        return await _table.Find(Partition(grainId), ReminderRow.KeyOf(grainId, reminderName), CancellationToken.None) is { } row ? ReminderRow.Read(row) : null;
    }

    public async Task<ReminderTableData> ReadRows(GrainId grainId)
    {
        // From the grain's name with its separator to the character behind that.
        var (from, to) = (TableKey.Of($"{grainId}-"), TableKey.Of($"{grainId}."));
        var found = await Query(TableClient.CreateQueryFilter($"PartitionKey eq {Partition(grainId)} and RowKey gt {from} and RowKey le {to}"));
        return new ReminderTableData(found.Where(r => r.GrainId == grainId));
    }

    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        var (after, last) = (ReminderRow.PartitionOf(_service, begin), ReminderRow.PartitionOf(_service, end));
        var (bottom, top) = (TableKey.Of($"{_service}_"), TableKey.Of($"{_service}`"));
        // (begin, end]; where begin is not below end, the range runs over the top of the ring.
        var filter = begin < end
            ? TableClient.CreateQueryFilter($"PartitionKey gt {after} and PartitionKey le {last}")
            : begin == end
                ? TableClient.CreateQueryFilter($"PartitionKey gt {bottom} and PartitionKey lt {top}")
                : TableClient.CreateQueryFilter($"(PartitionKey gt {bottom} and PartitionKey le {last}) or (PartitionKey gt {after} and PartitionKey lt {top})");
        return new ReminderTableData(await Query(filter));
    }

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        await _opened.Task;
        entry.ETag = await _table.Put(ReminderRow.Of(_service, cluster.Value.ClusterId, entry), CancellationToken.None);
        return entry.ETag;
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        await _opened.Task;
        // An ETag of another store; "*" would be one for any.
        if (eTag is not ['W', '/', '"', .., '"'])
            return false;
        return await _table.TryDelete(Partition(grainId), ReminderRow.KeyOf(grainId, reminderName), new ETag(eTag), CancellationToken.None);
    }

    public async Task TestOnlyClearTable()
    {
        await _opened.Task;
        var (rows, _) = await _table.Query(TableClient.CreateQueryFilter($"PartitionKey gt {TableKey.Of($"{_service}_")} and PartitionKey lt {TableKey.Of($"{_service}`")}"), CancellationToken.None);
        await _table.DeleteAll(rows.Where(IsOurs), CancellationToken.None);
    }

    // A service whose name begins with this one's and an underscore lies in the same range.
    private bool IsOurs(TableEntity row) => string.Equals(row.GetString("ServiceId"), _service, StringComparison.Ordinal);

    private string Partition(GrainId grainId) => ReminderRow.PartitionOf(_service, grainId.GetUniformHashCode());

    private async Task<List<ReminderEntry>> Query(string filter)
    {
        await _opened.Task;
        var (rows, _) = await _table.Query(filter, CancellationToken.None);
        var entries = new List<ReminderEntry>(rows.Count);
        foreach (var row in rows.Where(IsOurs))
        {
            try
            {
                entries.Add(ReminderRow.Read(row));
            }
            catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
            {
                Log.UnreadableRow(logger, _table.Name, row.RowKey, e);
            }
        }

        return entries;
    }
}
