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
    /// <param name="silos">How many.</param>
    /// <param name="joinDelay">Theirs.</param>
    /// <param name="joinDelayOfLater">Of silos that are started later; null for the same.</param>
    /// <param name="storage">What they store in; null for one that never fails.</param>
    public static async Task<InProcessTestCluster> StartAsync(short silos, TimeSpan joinDelay = default, TimeSpan? joinDelayOfLater = null, MortalStorage? storage = null)
    {
        var way = storage ?? new MortalStorage(new FaultyStorage());
        var started = 0;
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            var delay = Interlocked.Increment(ref started) <= silos ? joinDelay : joinDelayOfLater ?? joinDelay;
            way.AddTo(silo);
            silo.UseInMemoryReminderService();
            silo.Services.AddSingleton(TestGateway.Publication);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.AddGatewayGrains();
            silo.Services.Configure<IntakeOptions>(options => options.Partitions = TestGateway.Partitions);
            silo.Services.Configure<JoinOptions>(options => options.JoinDelay = delay);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
