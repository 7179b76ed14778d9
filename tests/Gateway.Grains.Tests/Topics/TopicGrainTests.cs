using Gateway.Contracts.Topics;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Topics;
using static Gateway.Grains.Tests.Topics.TopicSilo;

namespace Gateway.Grains.Tests.Topics;

public sealed class TopicGrainTests
{
    private const string Key = "topics/ai";
    private readonly FaultyStorage _storage = new();

    [Fact]
    public async Task Describe_UnknownTopic_SaysThatItNeverExisted_AndStoresNothing()
    {
        await using var silo = await Start(_storage);
        Assert.False((await silo.Topic(Key).Describe()).Exists);
        Assert.Equal(FeedStatus.NotFound, (await silo.Topic(Key).Feed(new() { Format = FeedFormat.Rss })).Status);
        Assert.Equal(FeedStatus.NotFound, (await silo.Topic(Key).List(new())).Status);
        Assert.Empty(_storage.Writes);
    }

    [Fact]
    public async Task Feed_Entries_AreNewestFirst_TiesById()
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic("latest");
        foreach (var n in new[] { 4, 0, 5, 2, 3, 1 })
            await topic.Apply([Put(n)]);
        var feed = ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Atom }));
        Assert.Equal([Slug(3), Slug(4), Slug(5), Slug(0), Slug(1), Slug(2)], feed.Slugs);
        Assert.Null(feed.Older);
        Assert.Equal("The Gateway", feed.Title);
        Assert.Equal("https://gateway.example/latest.atom", feed.Self);
    }

    [Fact]
    public async Task Operation_ThatIsNotKnown_StaysOwed_AndIsNotTakenForAnother()
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic(Key);
        await topic.Apply([Put(1)]);
        await Assert.ThrowsAnyAsync<NotSupportedException>(() => topic.Apply([Operation((TopicOperationKind)3, 1, 2), Put(4)]));
        Assert.Equal([Slug(1)], (await topic.References(0, 10)).Select(e => e.Slug));
        await topic.Apply([Put(1, 3), Put(4)]);
        Assert.Equal([Slug(1), Slug(4)], (await topic.References(0, 10)).Select(e => e.Slug));
    }

    [Fact]
    public async Task State_InALaterLayout_IsRefused_AndStaysAsItIs()
    {
        var grain = GrainId.Create("topic", Key);
        await _storage.WriteStateAsync("topic", grain, new GrainState<TopicState>(new() { Format = 2, Revision = 3 }));
        await using var silo = await Start(_storage);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => silo.Topic(Key).Describe());
        Assert.Contains("layout 2", refusal.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => silo.Topic(Key).Apply([Put(1)]));
        Assert.Single(_storage.Writes);
    }

    [Fact]
    public async Task Feed_InAFormatThatIsNotKnown_IsNotAnother()
    {
        await using var silo = await Start(_storage, isReal: true);
        await silo.Topic(Key).Apply([Put(1)]);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => silo.Topic(Key).Feed(new() { Format = (FeedFormat)3 }));
    }

    [Fact]
    public async Task Feed_OtherThanDefaultParameters_AreInItsAddress()
    {
        await using var silo = await Start(_storage);
        await silo.Topic("topics/größe").Apply([Put(1, topic: "topics/größe")]);
        var feed = ReadFeed.Of(await silo.Topic("topics/größe").Feed(new() { Format = FeedFormat.Rss, Limit = 7, SummaryOnly = true }));
        Assert.Equal("https://gateway.example/topics/gr%C3%B6%C3%9Fe.rss?limit=7&content=summary", feed.Self);
        Assert.Equal("AI – The Gateway", feed.Title);
    }

    [Fact]
    public async Task Apply_EveryOperationTwice_ChangesNothingTheSecondTime()
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic(Key);
        TopicOperation[] operations =
        [
            .. Enumerable.Range(0, 50).Select(n => Put(n)), Put(3, 2), Remove(4, 2), Retract(5, 2), Put(5, 3), Retract(6, 2), Put(4, 3),
            Remove(7, 2), Retract(99, 2),
        ];
        foreach (var operation in operations)
            await topic.Apply([operation]);
        var (before, writes) = (await topic.Describe(), HeadWrites());
        foreach (var operation in operations)
            await topic.Apply([operation]);
        Assert.Equal(before.Shown(), (await topic.Apply([.. operations])).Shown());
        Assert.Equal(writes, HeadWrites());
        var feed = ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Atom }));
        Assert.Equal(48, feed.Entries.Length);
        Assert.Contains(Slug(3) + "@2", feed.Entries);
        Assert.Contains(Slug(4) + "@3", feed.Entries);
        Assert.Contains(Slug(5) + "@3", feed.Entries);
        Assert.Equal(["https://example.org/" + Slug(6)], feed.Tombstones);
    }

    [Fact]
    public async Task Apply_LatePut_DoesNotBringBackWhatLeft()
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic(Key);
        await topic.Apply([Put(1), Put(2), Put(3, 3), Remove(1, 2), Retract(2, 2), Retract(4, 2)]);
        await topic.Apply([Put(1), Put(2), Put(3), Put(4)]);
        Assert.Equal([Slug(3) + "@3"], ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Json })).Entries);
    }

    [Fact]
    public async Task Apply_Edit_KeepsTheOrder_AndRaisesTheRevision()
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic(Key);
        var first = await topic.Apply([.. Enumerable.Range(0, 9).Select(n => Put(n))]);
        var second = await topic.Apply([Put(0, 2)]);
        Assert.Equal(first.Revision + 1, second.Revision);
        Assert.True(second.LastModified > first.LastModified);
        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(Slug(0) + "@2", ReadFeed.Of(await topic.Feed(new() { Format = FeedFormat.Rss })).Entries[6]);
    }

    [Fact]
    public async Task Apply_ManyAtOnce_ShareCommits()
    {
        await using var silo = await Start(_storage);
        var topic = silo.Topic("latest");
        await topic.Apply([Put(0)]);
        var before = HeadWrites();
        var hang = _storage.Arm(FaultKind.HangBefore, write => write.State == "topic");
        var applied = Enumerable.Range(1, 100).Select(n => topic.Apply([Put(n)])).ToList();
        await hang.Struck;
        // Each joins the queue in the turn in which it comes, which is over when a later call has answered.
        await silo.Arrived(101);
        await topic.Describe();
        hang.Release();
        var headers = await Task.WhenAll(applied);
        Assert.InRange(HeadWrites() - before, 1, 3);
        Assert.Equal(101, headers.Max(h => h.Count));
    }

    [Fact]
    public async Task Restart_AfterManyChanges_ShowsTheSame()
    {
        var articles = new FakeArticles();
        FeedAnswer before;
        var query = new FeedQuery { Format = FeedFormat.Atom, Limit = 200 };
        await using (var silo = await Start(_storage, articles))
        {
            await silo.Topic(Key).Apply([.. Enumerable.Range(0, 1_234).Select(n => Put(n))]);
            await silo.Topic(Key).Apply([Retract(40, 2), Put(1_000, 2), Remove(1_001, 2)]);
            before = await silo.Topic(Key).Feed(query);
        }

        await using var next = await Start(_storage, articles);
        var after = await next.Topic(Key).Feed(query);
        Assert.Equal(before.Header.Shown(), after.Header.Shown());
        Assert.Equal(ReadFeed.Bytes(before), ReadFeed.Bytes(after));
    }

    [Fact]
    public async Task Head_OfALargeTopic_StaysSmall_AndNoPageLeaks()
    {
        await using (var silo = await Start(_storage))
        {
            foreach (var batch in Enumerable.Range(0, 3_000).Chunk(500))
                await silo.Topic("latest").Apply([.. batch.Select(n => Put(n))]);
            foreach (var n in Enumerable.Range(0, 60))
                await silo.Topic("latest").Apply([Put(n * 37, 2)]);
        }

        var head = _storage.Keys.Single(k => k.State == "topic");
        Assert.InRange(_storage.SizeOf(head.Grain, "topic"), 1_000, 60_000);
        // 28 leaves are paged, under one index node; the last commit's own may be on their way out.
        Assert.InRange(_storage.Keys.Count(k => k.State.StartsWith("page-")), 28, 28 + 3);
    }

    [Fact]
    public async Task References_AreOldestFirst_ByRank()
    {
        await using var silo = await Start(_storage);
        await silo.Topic(Key).Apply([.. Enumerable.Range(0, 900).Select(n => Put(n))]);
        var all = await silo.Topic(Key).References(0, 50_000);
        Assert.Equal(900, all.Length);
        Assert.Equal(Slug(2), all[0].Slug);
        Assert.Equal(all.Skip(350).Take(100), await silo.Topic(Key).References(350, 100));
        Assert.Empty(await silo.Topic(Key).References(900, 10));
    }

    [Fact]
    public async Task Feed_ManyAsk_IsBuiltOnce()
    {
        var articles = new FakeArticles();
        await using var silo = await Start(_storage, articles);
        await silo.Topic(Key).Apply([.. Enumerable.Range(0, 40).Select(n => Put(n))]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => silo.Topic(Key).Feed(new() { Format = FeedFormat.Rss })));
        Assert.Single(answers.Select(a => Convert.ToHexString(ReadFeed.Bytes(a))).Distinct());
        Assert.Equal(40, articles.Read.Count);
        await silo.Topic(Key).Feed(new() { Format = FeedFormat.Atom });
        await silo.Topic("latest").Apply([Put(3)]);
        await silo.Topic("latest").Feed(new() { Format = FeedFormat.Atom });
        Assert.Equal(40, articles.Read.Count);
    }

    [Fact]
    public async Task Feed_TopicMovesOnWhileItIsBuilt_ShowsTheNewState()
    {
        var articles = new FakeArticles();
        await using var silo = await Start(_storage, articles);
        var topic = silo.Topic(Key);
        await topic.Apply([Put(0), Put(1)]);
        articles.Gone[(Slug(0), 1)] = true;
        articles.OnRead = async (slug, revision) =>
        {
            if ((slug, revision) == (Slug(0), 1))
                await topic.Apply([Put(0, 2)]);
        };
        var answer = await topic.Feed(new() { Format = FeedFormat.Rss });
        Assert.Equal([Slug(0) + "@2", Slug(1) + "@1"], ReadFeed.Of(answer).Entries);
        Assert.Equal((await topic.Describe()).Version, answer.Version);
    }

    [Fact]
    public async Task Feed_ArticleGoneForGood_IsServedWithoutIt_AndNotKept()
    {
        var articles = new FakeArticles();
        await using var silo = await Start(_storage, articles);
        await silo.Topic(Key).Apply([Put(0), Put(1)]);
        articles.Gone[(Slug(0), 1)] = true;
        Assert.Equal([Slug(1) + "@1"], ReadFeed.Of(await silo.Topic(Key).Feed(new() { Format = FeedFormat.Rss })).Entries);
        articles.Gone.Clear();
        Assert.Equal(2, ReadFeed.Of(await silo.Topic(Key).Feed(new() { Format = FeedFormat.Rss })).Entries.Length);
    }

    private int HeadWrites() => _storage.Writes.Count(w => w.State == "topic");
}
