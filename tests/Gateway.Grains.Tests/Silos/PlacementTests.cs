using System.Diagnostics;
using System.Globalization;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Silos;
using Gateway.Contracts.Topics;
using Gateway.Grains.Hosting;
using Gateway.Grains.Silos;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;
using Gateway.Placement;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Gateway.Grains.Tests.Silos;

/// <summary>On which silo of several a grain lives.</summary>
public sealed class PlacementTests
{
    private const int Articles = 24;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Grain_LivesOnTheSiloThatOwnsItsKey()
    {
        await using var cluster = await TestCluster.StartAsync(3);
        await AllOwnAsync(cluster, 3);
        await AllArePlacedByOwnerAsync(cluster);
    }

    [Fact]
    public async Task Grain_FirstAskedForAfterASiloHasJoined_LivesThereWhereItOwnsIt()
    {
        // Time enough for all to learn which grains the new one can host, as a real cluster has.
        await using var cluster = await TestCluster.StartAsync(2, joinDelay: TimeSpan.FromSeconds(2));
        await AllOwnAsync(cluster, 2);
        await cluster.StartSilosAsync(1);
        await AllOwnAsync(cluster, 3);
        await AllArePlacedByOwnerAsync(cluster);
    }

    [Fact]
    public async Task Grains_OfASiloThatJoins_MoveToIt()
    {
        // Time enough for all to learn which grains the new one can host, as a real cluster has.
        await using var cluster = await TestCluster.StartAsync(2, joinDelay: TimeSpan.FromSeconds(2));
        await AllOwnAsync(cluster, 2);
        var grains = await PublishAsync(cluster);
        await cluster.StartSilosAsync(1);
        await AllOwnAsync(cluster, 3);

        // Those that are its own end where they are, each when it is idle; the next call finds them there.
        var moving = grains.Where(g => OwnerOf(cluster, g.Key).Equals(cluster.Silos[^1].SiloAddress)).ToList();
        Assert.NotEmpty(moving);
        foreach (var (grain, key) in moving)
        {
            // Where it is, not where a silo remembers it.
            using var patience = new CancellationTokenSource(Patience);
            var owner = OwnerOf(cluster, key);
            do
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
                await TouchAsync(grain);
            }
            while (!Hosts(cluster, owner, grain));
            Assert.DoesNotContain(cluster.Silos, s => !s.SiloAddress.Equals(owner) && Hosts(cluster, s.SiloAddress, grain));
        }

        // The partitions of the intake too, which are never collected.
        foreach (var partition in Enumerable.Range(0, TestGateway.Partitions))
        {
            var grain = cluster.Client.GetGrain<IIntakeGrain>(partition);
            var owner = OwnerOf(cluster, grain.GetGrainId().ToString());
            await UntilHostedAsync(cluster, grain, owner);
        }

        Assert.All(await PublishAsync(cluster, expected: 200), found => Assert.True(Hosts(cluster, OwnerOf(cluster, found.Key), found.Grain)));
    }

    [Fact]
    public async Task Silo_ThatJoins_IsGivenNothing_BeforeItsTime()
    {
        await using var cluster = await TestCluster.StartAsync(1, joinDelay: TimeSpan.FromMinutes(5));
        await AllOwnAsync(cluster, 1);
        await cluster.StartSilosAsync(1);
        var first = cluster.GetSiloServiceProvider(cluster.Silos[0].SiloAddress).GetRequiredService<ISiloDirectory>();
        await UntilAsync(first, view => view.Members.Length == 2);
        Assert.Equal([false, true], first.Current.Members.OrderBy(m => m.IsJoining).Select(m => m.IsJoining));
        foreach (var (grain, _) in await PublishAsync(cluster))
            Assert.Equal(cluster.Silos[0].SiloAddress, await HostOf(cluster, grain));
    }

    [Fact]
    public async Task TopicsAndDirectories_ThatMove_ComeUpWithoutStorage()
    {
        var storage = new MortalStorage(new FaultyStorage());
        await using var cluster = await TestCluster.StartAsync(1, joinDelay: TimeSpan.FromSeconds(2), storage: storage);
        await AllOwnAsync(cluster, 1);
        await PublishAsync(cluster);
        foreach (var kind in DirectoryKinds.All)
            await cluster.Client.GetGrain<IDirectoryGrain>(kind).Largest(1);
        await cluster.StartSilosAsync(1);
        await AllOwnAsync(cluster, 2);
        storage.Cut();

        var topics = Enumerable.Range(0, Articles).Select(i => string.Create(CultureInfo.InvariantCulture, $"topics/topic-{i}"))
            .Where(t => OwnerOf(cluster, PlacementKey.OfTopic(t)).Equals(cluster.Silos[1].SiloAddress)).ToList();
        Assert.NotEmpty(topics);
        foreach (var topic in topics)
        {
            var grain = cluster.Client.GetGrain<ITopicGrain>(topic);
            await UntilHostedAsync(cluster, grain, cluster.Silos[1].SiloAddress);
            Assert.Equal(1, (await grain.Describe()).Count);
        }

        foreach (var kind in DirectoryKinds.All)
            await cluster.Client.GetGrain<IDirectoryGrain>(kind).Largest(1);
    }

    // As for a moment where all silos start together: each has learnt of the other first, and takes it for the owner.
    [Fact]
    public async Task Silos_ThatDisagreeOnWhoOwnsAGrain_DoNotHoldItUp()
    {
        await using var cluster = await TestCluster.StartAsync(1, joinDelayOfLater: TimeSpan.FromMinutes(5));
        await AllOwnAsync(cluster, 1);
        await PublishAsync(cluster);
        await cluster.StartSilosAsync(1);
        await UntilAsync(cluster.GetSiloServiceProvider(cluster.Silos[0].SiloAddress).GetRequiredService<ISiloDirectory>(), v => v.Members.Count(m => !m.IsJoining) == 2);

        var slowest = TimeSpan.Zero;
        var moved = 0;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < OwnerMoves.Rest * 6;)
        {
            foreach (var kind in DirectoryKinds.All)
            {
                var asked = Stopwatch.GetTimestamp();
                var directory = cluster.Client.GetGrain<IDirectoryGrain>(kind);
                // As both do; between its coming and its going there is next to nothing, where it is moved whenever it is asked.
                await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => directory.AsReference<IOwnerExtension>().Settle()).Append(directory.Largest(1)));
                slowest = Stopwatch.GetElapsedTime(asked) > slowest ? Stopwatch.GetElapsedTime(asked) : slowest;
            }

            moved += cluster.GetSiloServiceProvider(cluster.Silos[1].SiloAddress).GetRequiredService<ActivationBudget>().Residents().Length > 0 ? 1 : 0;
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        Assert.NotEqual(0, moved);
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"A directory answered after {slowest}.");
        await PublishAsync(cluster, expected: 200).WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task AllArePlacedByOwnerAsync(InProcessTestCluster cluster)
    {
        var hosts = new HashSet<SiloAddress>();
        foreach (var (grain, key) in await PublishAsync(cluster))
        {
            var host = await HostOf(cluster, grain);
            Assert.Equal((key, OwnerOf(cluster, key)), (key, host));
            hosts.Add(host!); // Equal to an owner, which is one.
        }

        Assert.Equal(3, hosts.Count);
    }

    private static async Task AllOwnAsync(InProcessTestCluster cluster, int count)
    {
        foreach (var silo in cluster.Silos)
            await UntilAsync(cluster.GetSiloServiceProvider(silo.SiloAddress).GetRequiredService<ISiloDirectory>(), v => v.Members.Count(m => !m.IsJoining) == count);
    }

    private static async Task UntilAsync(ISiloDirectory directory, Func<SiloView, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var view = directory.Current; !condition(view); view = directory.Current)
            await directory.ChangedAsync(view).WaitAsync(patience.Token);
    }

    private static async Task<List<(IAddressable Grain, string Key)>> PublishAsync(InProcessTestCluster cluster, int expected = 201)
    {
        var grains = cluster.Client;
        var found = new List<(IAddressable, string)>();
        foreach (var i in Enumerable.Range(0, Articles))
        {
            var slug = string.Create(CultureInfo.InvariantCulture, $"article-{i}");
            var topic = string.Create(CultureInfo.InvariantCulture, $"topics/topic-{i}");
            var change = Changes.Put(slug, topics: [topic["topics/".Length..]]);
            var outcome = (await grains.GetGrain<IIntakeGrain>(IntakePartition.Of(slug, TestGateway.Partitions)).Submit([change]))[0];
            Assert.Equal(expected, outcome.Status);
            found.Add((grains.GetGrain<IArticleGrain>(slug), PlacementKey.OfArticle(slug)));
            found.Add((grains.GetGrain<ITopicGrain>(topic), PlacementKey.OfTopic(topic)));
        }

        return found;
    }

    // Of what its silo says of itself, not of what others remember.
    private static async Task UntilHostedAsync(InProcessTestCluster cluster, IAddressable grain, SiloAddress owner)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!(await cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(hostsIds: [owner])).Any(s => s.GrainId == grain.GetGrainId()))
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
    }

    private static bool Hosts(InProcessTestCluster cluster, SiloAddress silo, IAddressable grain) =>
        cluster.GetSiloServiceProvider(silo).GetRequiredService<ActivationBudget>().Residents().Any(r => r.Grain == grain.GetGrainId());

    private static Task TouchAsync(IAddressable grain) => grain is IArticleGrain article ? article.Describe() : ((ITopicGrain)grain).Describe();

    private static async Task<SiloAddress?> HostOf(InProcessTestCluster cluster, IAddressable grain) =>
        await cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);

    private static SiloAddress OwnerOf(InProcessTestCluster cluster, string key)
    {
        var silos = cluster.Silos.OrderBy(s => s.Name, StringComparer.Ordinal).ToList();
        return silos[Rendezvous.Owner([.. silos.Select(s => Rendezvous.HashOf(s.Name))], key)].SiloAddress;
    }
}
