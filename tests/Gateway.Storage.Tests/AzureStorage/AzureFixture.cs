using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Gateway.Storage.AzureStorage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Storage;

namespace Gateway.Storage.Tests.AzureStorage;

/// <summary>The providers as a silo would have them, in a cluster of their own, without the silo started.</summary>
internal sealed class AzureFixture : IAsyncDisposable
{
    public const string Service = "service";

    private readonly IHost _silo;
    private readonly IHost _client;

    public AzureFixture(string connection, bool deletes = true, string service = Service, string? reminders = null, string? container = null, int retries = 3)
    {
        var suffix = Guid.NewGuid().ToString("N");
        (Cluster, ReminderTable, Container) = ("cluster-" + suffix, reminders ?? "Reminders" + suffix, container ?? "state-" + suffix);
        _silo = new HostBuilder().UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(c => (c.ClusterId, c.ServiceId) = (Cluster, service));
            silo.UseAzureStorageClustering(o => o.ConfigureTableServiceClient(connection));
            silo.UseAzureTableReminderService(o =>
            {
                o.ConfigureTableServiceClient(connection);
                o.TableName = ReminderTable;
            });
            silo.AddAzureBlobGrainStorageAsDefault(o =>
            {
                o.ClientOptions = new BlobClientOptions { Retry = { MaxRetries = retries } };
                o.ConfigureBlobServiceClient(connection);
                o.ContainerName = Container;
                o.DeleteStateOnClear = deletes;
            });
        }).ConfigureLogging(l => l.ClearProviders()).Build();
        _client = new HostBuilder().UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(c => (c.ClusterId, c.ServiceId) = (Cluster, service));
            client.UseAzureStorageClustering(o => o.ConfigureTableServiceClient(connection));
        }).ConfigureLogging(l => l.ClearProviders()).Build();
    }

    public string Cluster { get; }

    public string ReminderTable { get; }

    public string Container { get; }

    public IServiceProvider Services => _silo.Services;

    public IMembershipTable Membership => Services.GetRequiredService<IMembershipTable>();

    public IReminderTable Reminders => Services.GetRequiredService<IReminderTable>();

    public IGrainStorage Storage => Services.GetRequiredKeyedService<IGrainStorage>("Default");

    public IGatewayListProvider Gateways => _client.Services.GetRequiredService<IGatewayListProvider>();

    /// <summary>A row's own columns, by name.</summary>
    public static string Columns(TableEntity row) => string.Join(' ', row
        .Where(c => c.Key is not ("odata.etag" or "PartitionKey" or "RowKey" or "Timestamp"))
        .OrderBy(c => c.Key, StringComparer.Ordinal)
        .Select(c => $"{c.Key}={c.Value}"));

    public async Task<AzureFixture> StartAsync()
    {
        await ((AzureBlobGrainStorage)Storage).InitializeAsync();
        await Reminders.StartAsync();
        await Membership.InitializeMembershipTableAsync(tryInitTableVersion: true);
        await Gateways.InitializeGatewayListProviderAsync();
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await Dispose(_silo);
        await Dispose(_client);
    }

    private static async ValueTask Dispose(IHost host)
    {
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            host.Dispose();
    }
}
