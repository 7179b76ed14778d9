using System.Net;
using Gateway.Storage.Tests.Sqlite;
using Gateway.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Gateway.Storage.Tests.AzureStorage;

/// <summary>The providers as silos use them: real silos on real ports.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class ClusterTests(AzuriteServer azurite)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _suffix = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Silos_OfOneTable_FindEachOtherShareStateAndSeeEachOtherGo()
    {
        using var first = await Start();
        using (var second = await Start())
        {
            await Until(first, silos => silos.Count == 2);
            await Until(second, silos => silos.Count == 2);
            Assert.Equal(1, await Counter(first).Add());
            Assert.Equal(2, await Counter(second).Add());
            Assert.Equal("again", await Counter(second).Remind());
            Assert.True((await second.Services.GetRequiredService<IStorageHealth>().CheckAsync()).IsReady);
            await second.StopAsync();
        }

        await Until(first, silos => silos.Count == 1);
        Assert.Equal(3, await Counter(first).Add());
        Assert.Single((await first.Services.GetRequiredService<IReminderTable>().ReadRows(0, 0)).Reminders);
        await first.StopAsync();

        using var third = await Start();
        Assert.Equal(4, await Counter(third).Add());
        await third.StopAsync();
    }

    private static ICounterGrain Counter(IHost silo) => silo.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>("é/1");

    // Each look waits for an answer of the cluster; what it says changes when a silo has heard of another.
    private static async Task Until(IHost silo, Predicate<Dictionary<SiloAddress, SiloStatus>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        var management = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        while (!isSo(await management.GetHosts(onlyActive: true)))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
    }

    private async Task<IHost> Start()
    {
        var host = new HostBuilder().ConfigureLogging(l => l.ClearProviders()).UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(c => (c.ClusterId, c.ServiceId) = ("cluster-" + _suffix, "service-" + _suffix));
            silo.ConfigureEndpoints(IPAddress.Loopback, LoopbackPort.Free(), gatewayPort: 0);
            silo.UseAzureStorageClustering(o => o.ConfigureTableServiceClient(azurite.ConnectionString));
            silo.UseAzureTableReminderService(azurite.ConnectionString);
            silo.AddAzureBlobGrainStorageAsDefault(o =>
            {
                o.ConfigureBlobServiceClient(azurite.ConnectionString);
                o.ContainerName = "state-" + _suffix;
            });
        }).Build();
        await host.StartAsync();
        return host;
    }
}
