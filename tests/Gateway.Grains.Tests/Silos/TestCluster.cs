using Gateway.Grains.Hosting;
using Gateway.Grains.Intake;
using Gateway.Grains.Silos;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Gateway.Grains.Tests.Silos;

/// <summary>Several silos in this process, on one storage in memory.</summary>
internal static class TestCluster
{
    public static async Task<InProcessTestCluster> StartAsync(short silos, TimeSpan joinDelay = default)
    {
        var way = new MortalStorage(new FaultyStorage());
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            way.AddTo(silo);
            silo.UseInMemoryReminderService();
            silo.Services.AddSingleton(TestGateway.Publication);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.AddGatewayGrains();
            silo.Services.Configure<IntakeOptions>(options => options.Partitions = TestGateway.Partitions);
            silo.Services.Configure<JoinOptions>(options => options.JoinDelay = joinDelay);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
