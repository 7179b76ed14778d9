using Gateway.Contracts.Topics;
using Gateway.Grains.Tests.Faults;
using static Gateway.Grains.Tests.Topics.TopicSilo;

namespace Gateway.Grains.Tests.Topics;

public sealed class TopicGrainTests
{
    [Fact]
    public async Task Describe_UnknownTopic_SaysThatItNeverExisted_AndStoresNothing()
    {
        var storage = new FaultyStorage();
        await using var silo = await Start(storage);
        var header = await silo.Topic("topics/none").Describe();
        Assert.False(header.Exists);
        Assert.Empty(storage.Writes);
    }

    [Fact]
    public async Task Feed_Entries_AreNewestFirst_TiesById()
    {
        await using var silo = await Start(new());
        var topic = silo.Topic("latest");
        foreach (var n in new[] { 4, 0, 5, 2, 3, 1 })
            await topic.Apply([Put(n)]);
        var feed = ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Atom }));
        Assert.Equal([Slug(3), Slug(4), Slug(5), Slug(0), Slug(1), Slug(2)], feed.Slugs);
        Assert.Null(feed.Older);
        Assert.Equal("The Gateway", feed.Title);
        Assert.Equal("https://gateway.example/latest.atom", feed.Self);
    }
}
