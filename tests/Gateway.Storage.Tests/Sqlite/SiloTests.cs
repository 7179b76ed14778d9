using Gateway.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.TestingHost;

namespace Gateway.Storage.Tests.Sqlite;

[Alias("gateway.storage.tests.counter")]
public interface ICounterGrain : IGrainWithStringKey
{
    [Alias("add")]
    Task<int> Add();

    [Alias("remind")]
    Task<string?> Remind();
}

public sealed class CounterGrain([PersistentState("counter")] IPersistentState<TestState> state) : Grain, ICounterGrain, IRemindable
{
    public async Task<int> Add()
    {
        state.State.Number++;
        await state.WriteStateAsync();
        return state.State.Number;
    }

    public async Task<string?> Remind() =>
        (await this.RegisterOrUpdateReminder("again", TimeSpan.FromHours(1), TimeSpan.FromHours(1))).ReminderName;

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}

/// <summary>The store as a silo uses it.</summary>
public sealed class SiloTests : IDisposable
{
    private readonly string _directory = StoreFixture.NewDirectory();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Silo_Restarted_FindsItsGrainsAndReminders()
    {
        await using (var first = await Start())
        {
            Assert.Equal(1, await first.Client.GetGrain<ICounterGrain>("é/1").Add());
            Assert.Equal(2, await first.Client.GetGrain<ICounterGrain>("é/1").Add());
            Assert.Equal("again", await first.Client.GetGrain<ICounterGrain>("é/1").Remind());
        }

        await using var second = await Start();
        Assert.Equal(3, await second.Client.GetGrain<ICounterGrain>("é/1").Add());
        var reminders = await second.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>().ReadRows(0, 0);
        Assert.Equal("again", Assert.Single(reminders.Reminders).ReminderName);
    }

    [Fact]
    public async Task Silo_Running_ReportsHealthAndStopsCleanly()
    {
        IStorageHealth health;
        await using (var cluster = await Start())
        {
            health = cluster.Silos[0].ServiceProvider.GetRequiredService<IStorageHealth>();
            Assert.True((await health.CheckAsync()).IsReady);
        }

        Assert.False((await health.CheckAsync()).IsReady);
        Assert.False(File.Exists(Path.Combine(_directory, SqliteOptions.FileName + "-wal")));
    }

    [Fact]
    public async Task Silo_DirectoryInUse_DoesNotStart()
    {
        await using var holder = new StoreFixture(directory: _directory);

        var exception = await Assert.ThrowsAnyAsync<Exception>(Start);

        Assert.Contains("in use by another gateway", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_SeveralMistakes_AreAllNamed()
    {
        var options = new SqliteOptions { DataDirectory = "", Readers = 0, BusyTimeout = TimeSpan.FromHours(1), GatherShare = double.NaN };

        var result = new SqliteOptionsValidator().Validate(null, options);

        Assert.True(result.Failed);
        foreach (var name in (string[])[nameof(options.DataDirectory), nameof(options.Readers), nameof(options.BusyTimeout), nameof(options.GatherShare)])
            Assert.Contains(result.Failures ?? [], failure => failure.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_Defaults_AreValid() =>
        Assert.Same(ValidateOptionsResult.Success, new SqliteOptionsValidator().Validate(null, new SqliteOptions()));

    private async Task<InProcessTestCluster> Start()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddSqliteStorage(options => options.Configure(o => o.DataDirectory = _directory)));
        var cluster = builder.Build();
        try
        {
            await cluster.DeployAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }
}
