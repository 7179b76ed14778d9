using Gateway.Contracts.Topics;
using Gateway.Grains.Tests.Faults;
using static Gateway.Grains.Tests.Topics.TopicSilo;

namespace Gateway.Grains.Tests.Topics;

public sealed class TopicCrashTests
{
    private const string Key = "latest";
    private readonly FaultyStorage _storage = new();

    [Fact]
    public async Task Apply_HeadIsBeingWritten_ShowsNothingOfIt()
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic(Key);
        var before = await topic.Apply([Put(0)]);
        var hang = _storage.Arm(FaultKind.HangAfter, write => write.State == "topic");
        var applied = topic.Apply([Put(1)]);
        await hang.Struck;
        Assert.Equal(before.Shown(), (await topic.Describe()).Shown());
        Assert.Single(ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Rss })).Entries);
        hang.Release();
        Assert.Equal((await applied).Shown(), (await topic.Describe()).Shown());
        Assert.Equal(2, (await applied).Count);
    }

    [Theory]
    [InlineData(FaultKind.FailBefore)]
    [InlineData(FaultKind.FailAfter)]
    public async Task Apply_OutcomeUnknown_FailsTheCaller_AndTheNextOneFindsWhatIsStored(FaultKind kind)
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic(Key);
        await topic.Apply([Put(0)]);
        _storage.Arm(kind, write => write.State == "topic");
        await Assert.ThrowsAnyAsync<Exception>(() => topic.Apply([Put(1)]));
        var header = await Until(() => topic.Apply([Put(1), Put(2)]));
        Assert.Equal(3, header.Count);
        Assert.Equal([Slug(0), Slug(1), Slug(2)], ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Rss })).Slugs);
    }

    [Fact]
    public async Task Crash_AtEveryWriteOfACommitWithPages_LeavesTheOldStateOrTheNew_AndLeaksNothing()
    {
        for (var k = 1; ; k++)
        {
            foreach (var kind in new[] { FaultKind.CrashBefore, FaultKind.CrashAfter })
            {
                if (!await CrashAt(k, kind))
                {
                    Assert.InRange(k, 4, 100);
                    return;
                }
            }
        }
    }

    private static async Task<bool> CrashAt(int k, FaultKind kind)
    {
        var storage = new FaultyStorage();
        TopicOperation[] change = [Put(1, 2), Retract(50, 2), Put(9_000), Remove(333, 2)];
        TopicHeader before;
        bool hasStruck;
        await using (var silo = await Start(storage))
        {
            before = await silo.Topic(Key).Apply([.. Enumerable.Range(0, 600).Select(n => Put(n))]);
            var fault = storage.ArmWrite(k, kind);
            try
            {
                await silo.Topic(Key).Apply([.. change]);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                Assert.True(fault.Struck.IsCompleted);
            }

            // Clearing goes on behind the answer; a deactivation waits for nothing, so the silo's end does.
            hasStruck = fault.Struck.IsCompleted;
        }

        storage.Revive();
        await using var next = await Start(storage);
        var topic = next.Topic(Key);
        var found = await topic.Describe();
        Assert.True(found.Shown() == before.Shown() || found.Revision == before.Revision + 1, $"{kind} at {k}: {found}");
        Assert.Equal(found.Count, (await topic.References(0, 50_000)).Length);
        var after = await Until(() => topic.Apply([.. change]));
        Assert.Equal(before.Revision + 1, after.Revision);
        Assert.Equal(599, after.Count);
        var all = await topic.References(0, 50_000);
        Assert.Equal(599, all.Select(e => e.Slug).Distinct().Count());
        Assert.Equal(2, all.Single(e => e.Slug == Slug(1)).Revision);
        await Settle(topic, storage);
        return hasStruck;
    }

    /// <summary>Publishes until what is stored is what the head reaches: nothing leaks for good.</summary>
    private static async Task Settle(ITopicGrain topic, FaultyStorage storage)
    {
        for (var n = 0; n < 50; n++)
        {
            await topic.Apply([Put(9_001 + n)]);
            // 600 entries: three or four paged leaves and their index node.
            if (storage.Keys.Count(k => k.State.StartsWith("page-")) <= 5)
                return;
        }

        Assert.Fail("Pages leak: " + string.Join(", ", storage.Keys.Select(k => k.State)));
    }

    /// <summary>A caller tries again while the topic is being read again, as the intake does.</summary>
    private static async Task<T> Until<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception) when (attempt < 100)
            {
                await Task.Yield();
            }
        }
    }
}
