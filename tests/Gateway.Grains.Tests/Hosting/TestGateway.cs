using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;
using Gateway.Grains.Hosting;
using Gateway.Grains.Intake;
using Gateway.Grains.Tests.Faults;
using Gateway.Syndication;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Gateway.Grains.Tests.Hosting;

/// <summary>A silo with the gateway's grains on a storage that outlives it.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    public const int Partitions = 2;

    private readonly InProcessTestCluster _cluster;
    private readonly MortalStorage _way;

    private TestGateway(InProcessTestCluster cluster, FaultyStorage storage, MortalStorage way)
    {
        _cluster = cluster;
        Storage = storage;
        _way = way;
    }

    public static Publication Publication { get; } = new()
    {
        PublicUrl = new Uri("https://gateway.example/"),
        Title = "Test",
        Description = "A publication for tests.",
        Language = "en",
    };

    public FaultyStorage Storage { get; }

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => _cluster.GetSiloServiceProvider();

    public static async Task<TestGateway> Start(FaultyStorage? storage = null, Action<ISiloBuilder>? configure = null)
    {
        storage ??= new FaultyStorage();
        var way = new MortalStorage(storage);
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            way.AddTo(silo);
            silo.UseInMemoryReminderService();
            silo.Services.AddSingleton(Publication);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.AddGatewayGrains();
            silo.Services.Configure<IntakeOptions>(options =>
            {
                options.Partitions = Partitions;
                options.RetryDelay = TimeSpan.FromMilliseconds(5);
                options.AnswerPatience = TimeSpan.Zero;
                options.IdleDelay = TimeSpan.FromMilliseconds(20);
            });
            configure?.Invoke(silo);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new TestGateway(cluster, storage, way);
    }

    /// <summary>Nothing that the silo does from now on reaches the storage.</summary>
    public void Cut() => _way.Cut();

    public bool IsCut => _way.IsCut;

    /// <summary>Kills the silo: nothing that it still does reaches the storage.</summary>
    public async Task Kill()
    {
        _way.Cut();
        foreach (var silo in _cluster.GetActiveSilos().ToArray())
            await _cluster.KillSiloAsync(silo);
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        await _cluster.DisposeAsync();
    }

    public Task<ImmutableArray<ChangeOutcome>> Submit(params ArticleChange[] changes) =>
        Grains.GetGrain<IIntakeGrain>(IntakePartition.Of(changes[0].Slug, Partitions)).Submit([.. changes]);

    public async Task<ChangeOutcome> Publish(ArticleChange change) => (await Submit(change))[0];

    /// <summary>The same with what the origin makes of an intake that cannot be reached.</summary>
    public async Task<ChangeOutcome> PublishOr503(ArticleChange change)
    {
        try
        {
            return await Publish(change);
        }
        catch (Orleans.Runtime.OrleansException)
        {
            return new ChangeOutcome { Slug = change.Slug, Status = 503 };
        }
    }

    /// <summary>Carries on what is unfinished and waits until nothing is under way.</summary>
    public async Task Quiesce()
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            while (!await TryQuiesce(partition))
            {
                // The activation ended, or could not begin: the next one carries on.
            }
        }
    }

    private async Task<bool> TryQuiesce(int partition)
    {
        try
        {
            await Grains.GetGrain<IIntakeGrain>(partition).Resume();
            return await Grains.GetGrain<IIntakeInspection>(partition).Quiesce();
        }
        catch (Exception error) when (error is IOException or OrleansException)
        {
            return false;
        }
    }

    public Task<ArticleHeader?> Describe(string slug) => Grains.GetGrain<IArticleGrain>(slug).Describe();

    /// <summary>The slugs of the changes that the stored journal says are under way.</summary>
    public async Task<string[]> Journal()
    {
        var found = new List<string>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var grain = Grains.GetGrain<IIntakeInspection>(partition).GetGrainId();
            foreach (var row in (string[])["journal-0", "journal-1", "journal-2", "journal-3"])
            {
                var stored = new GrainState<JournalState>(new JournalState());
                await Storage.ReadStateAsync(row, grain, stored);
                found.AddRange((stored.State ?? new()).Unsettled.Select(entry => entry.Slug));
            }
        }

        return [.. found];
    }

    /// <summary>What a topic holds, oldest first.</summary>
    public Task<ImmutableArray<EntryReference>> Topic(string key) => Grains.GetGrain<ITopicGrain>(key).References(0, 50_000);
}
