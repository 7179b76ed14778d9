using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Gateway.Storage.Tests;

/// <summary>Orleans' in-memory provider under the same contract: the contract asks for nothing that is only ours.</summary>
public sealed class MemoryGrainStorageTests(MemoryGrainStorageTests.Silo silo) : GrainStorageContract, IClassFixture<MemoryGrainStorageTests.Silo>
{
    protected override IGrainStorage Storage => silo.Storage;

    public sealed class Silo : IAsyncLifetime
    {
        private InProcessTestCluster? _cluster;

        public IGrainStorage Storage =>
            (_cluster ?? throw new InvalidOperationException("Not started.")).Silos[0].ServiceProvider
                .GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);

        public async ValueTask InitializeAsync()
        {
            var builder = new InProcessTestClusterBuilder(1);
            builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault());
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
