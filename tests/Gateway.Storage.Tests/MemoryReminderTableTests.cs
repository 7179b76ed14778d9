using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Gateway.Storage.Tests;

/// <summary>Orleans' in-memory reminder table under the same contract.</summary>
public sealed class MemoryReminderTableTests(MemoryReminderTableTests.Silo silo) : ReminderTableContract, IClassFixture<MemoryReminderTableTests.Silo>
{
    protected override IReminderTable Table => silo.Table;

    public sealed class Silo : IAsyncLifetime
    {
        private InProcessTestCluster? _cluster;

        public IReminderTable Table =>
            (_cluster ?? throw new InvalidOperationException("Not started.")).Silos[0].ServiceProvider.GetRequiredService<IReminderTable>();

        public async ValueTask InitializeAsync()
        {
            var builder = new InProcessTestClusterBuilder(1);
            builder.ConfigureSilo((_, silo) => silo.UseInMemoryReminderService());
            _cluster = builder.Build();
            await _cluster.DeployAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (_cluster is not null)
                await _cluster.DisposeAsync();
        }
    }
}
