using Azure;
using Azure.Data.Tables;

namespace Gateway.Storage.AzureStorage.Tables;

/// <summary>One table of the service.</summary>
internal sealed class AzureTable(AzureStorageOperationOptions options)
{
    // What one transaction of the service holds.
    private const int MostRows = 100;

    private TableClient? _client;

    public string Name => options.TableName;

    private TableClient Client => _client ?? throw new InvalidOperationException($"Table {Name} is not open.");

    /// <summary>Connects, and makes the table where it is missing.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        if (options.CreateClient is not { } create)
            throw new OrleansConfigurationException($"{options.GetType().Name}.{nameof(options.TableServiceClient)} is missing.");
        var client = (await create()).GetTableClient(options.TableName);
        await client.CreateIfNotExistsAsync(cancellation);
        _client = client;
    }

    /// <summary>A row; null where there is none.</summary>
    public async Task<TableEntity?> Find(string partitionKey, string rowKey, CancellationToken cancellation)
    {
        var found = await Client.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellation);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>The rows that a filter lets through, by their keys, and of how many answers they were put together.</summary>
    public async Task<(List<TableEntity> Rows, int Pages)> Query(string filter, CancellationToken cancellation)
    {
        var rows = new List<TableEntity>();
        var pages = 0;
        await foreach (var page in Client.QueryAsync<TableEntity>(filter, cancellationToken: cancellation).AsPages().WithCancellation(cancellation))
        {
            rows.AddRange(page.Values);
            pages++;
        }

        return (rows, pages);
    }

    /// <summary>Changes rows of one partition together; false where a condition of one does not hold, and nothing is changed then.</summary>
    public async Task<bool> TryChange(IEnumerable<TableTransactionAction> changes, CancellationToken cancellation)
    {
        try
        {
            await Client.SubmitTransactionAsync(changes, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (AzureErrors.IsConflict(e))
        {
            return false;
        }
    }

    /// <summary>Puts a row in place of what may be there; its ETag.</summary>
    public async Task<string> Put(TableEntity row, CancellationToken cancellation)
    {
        using var answer = await Client.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
        return answer.Headers.ETag.GetValueOrDefault().ToString();
    }

    /// <summary>Writes some columns of a row that is there, whatever its ETag.</summary>
    public Task Merge(TableEntity row, CancellationToken cancellation) => Client.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellation);

    /// <summary>Deletes a row; false where it is not there with this ETag.</summary>
    public async Task<bool> TryDelete(string partitionKey, string rowKey, ETag etag, CancellationToken cancellation)
    {
        try
        {
            using var answer = await Client.DeleteEntityAsync(partitionKey, rowKey, etag, cancellation);
            // The library makes an answer of "not found".
            return answer.Status != AzureErrors.NotFound;
        }
        catch (RequestFailedException e) when (AzureErrors.IsConflict(e))
        {
            return false;
        }
    }

    /// <summary>Deletes rows, whatever their ETags and whether or not they are there still.</summary>
    public async Task DeleteAll(IEnumerable<TableEntity> rows, CancellationToken cancellation)
    {
        foreach (var batch in rows.GroupBy(r => r.PartitionKey, StringComparer.Ordinal).SelectMany(p => p.Chunk(MostRows)))
        {
            if (!await TryChange(batch.Select(r => new TableTransactionAction(TableTransactionActionType.Delete, r, ETag.All)), cancellation))
                await Task.WhenAll(batch.Select(r => TryDelete(r.PartitionKey, r.RowKey, ETag.All, cancellation)));
        }
    }
}
