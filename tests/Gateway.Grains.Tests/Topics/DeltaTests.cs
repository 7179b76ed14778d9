using Gateway.Contracts.Topics;
using Gateway.Grains.Tests.Faults;
using Microsoft.Extensions.Time.Testing;
using static Gateway.Grains.Tests.Topics.TopicSilo;

namespace Gateway.Grains.Tests.Topics;

public sealed class DeltaTests
{
    private const string Key = "topics/ai";
    private readonly FaultyStorage _storage = new();

    [Fact]
    public async Task Since_KnownVersion_GivesOnlyWhatIsNewOrChanged()
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic(Key);
        await topic.Apply([.. Enumerable.Range(0, 1_000).Select(n => Put(n))]);
        var since = (await topic.Apply([Put(1_000)])).Version;
        await topic.Apply([Put(10, 2), Put(999, 2)]);
        await topic.Apply([Put(10, 3), Put(1_001), Retract(500, 2)]);
        var answer = await topic.Feed(new() { Format = FeedFormat.Atom, Since = since });
        Assert.Equal(FeedStatus.Delta, answer.Status);
        Assert.Equal((await topic.Describe()).Version, answer.Version);
        var delta = ReadFeed.Of(answer);
        Assert.Equal([Slug(999) + "@2", Slug(1_001) + "@1", Slug(10) + "@3"], delta.Entries);
        Assert.Equal(["https://example.org/" + Slug(500)], delta.Tombstones);
        Assert.Empty(ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Rss, Since = since })).Tombstones);
    }

    [Theory]
    [InlineData("1-0000000000000000")]
    [InlineData("99-0000000000000000")]
    [InlineData("nonsense")]
    [InlineData("-")]
    [InlineData("")]
    public async Task Since_UnknownVersion_GivesTheWholeFeed(string since)
    {
        await using var silo = await Start(_storage);
        await silo.Topic(Key).Apply([Put(1)]);
        await silo.Topic(Key).Apply([Put(2)]);
        var answer = await silo.Topic(Key).Feed(new() { Format = FeedFormat.Rss, Since = since });
        Assert.Equal(FeedStatus.Found, answer.Status);
        Assert.Equal(2, ReadFeed.Of(answer).Entries.Length);
    }

    [Fact]
    public async Task Since_CurrentVersion_GivesTheWholeFeed()
    {
        await using var silo = await Start(_storage);
        var header = await silo.Topic(Key).Apply([Put(1)]);
        Assert.Equal(FeedStatus.Found, (await silo.Topic(Key).Feed(new() { Format = FeedFormat.Rss, Since = header.Version })).Status);
    }

    [Theory]
    [InlineData(200, FeedStatus.Delta)]
    [InlineData(201, FeedStatus.Found)]
    public async Task Since_MoreThanTwoHundredChanged_GivesTheWholeFeed(int changed, FeedStatus status)
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic(Key);
        await topic.Apply([.. Enumerable.Range(0, 500).Select(n => Put(n))]);
        var since = (await topic.Apply([Put(500)])).Version;
        foreach (var batch in Enumerable.Range(501, changed).Chunk(67))
            await topic.Apply([.. batch.Select(n => Put(n))]);
        var answer = await topic.Feed(new() { Format = FeedFormat.Atom, Since = since, Limit = 200 });
        Assert.Equal(status, answer.Status);
        Assert.Equal(200, ReadFeed.Of(answer).Entries.Length);
    }

    [Fact]
    public async Task Since_OlderThanThirtyDays_GivesTheWholeFeed()
    {
        var time = new FakeTimeProvider(Epoch.AddDays(1));
        await using var silo = await Start(_storage, time: time);
        var topic = silo.Topic(Key);
        await topic.Apply([Put(1)]);
        var first = (await topic.Apply([Put(2)])).Version;
        time.Advance(TimeSpan.FromDays(31));
        var second = (await topic.Apply([Put(3)])).Version;
        await topic.Apply([Put(4)]);
        Assert.Equal(FeedStatus.Found, (await topic.Feed(new() { Format = FeedFormat.Atom, Since = first })).Status);
        Assert.Equal(FeedStatus.Delta, (await topic.Feed(new() { Format = FeedFormat.Atom, Since = second })).Status);
    }

    [Fact]
    public async Task Tombstone_ThirtyDaysOld_Goes_AsAChangeOfItsOwn()
    {
        var time = new FakeTimeProvider(Retracted);
        await using var silo = await Start(_storage, time: time);
        var topic = silo.Topic(Key);
        await topic.Apply([Put(1), Put(2)]);
        var header = await topic.Apply([Retract(1, 2)]);
        Assert.Single(ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Atom })).Tombstones);
        time.Advance(TimeSpan.FromDays(30));
        await topic.Apply([]);
        var after = await topic.Describe();
        Assert.Equal(header.Revision + 1, after.Revision);
        Assert.NotEqual(header.Version, after.Version);
        Assert.Empty(ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Atom })).Tombstones);
        await topic.Apply([Put(1)]);
        // What is sent again is reported again, so that the position moves on; the topic is as it was.
        Assert.Equal(after, (await topic.Describe()) with { Position = after.Position });
    }

    [Fact]
    public async Task Tombstones_AreTwoHundredAtMost()
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic(Key);
        await topic.Apply([.. Enumerable.Range(0, 300).Select(n => Put(n))]);
        await topic.Apply([.. Enumerable.Range(0, 250).Select(n => Retract(n, 2))]);
        Assert.Equal(200, ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Atom })).Tombstones.Length);
        await topic.Apply([.. Enumerable.Range(0, 250).Select(n => Put(n))]);
        Assert.Equal(50, (await topic.Describe()).Count);
    }
}
