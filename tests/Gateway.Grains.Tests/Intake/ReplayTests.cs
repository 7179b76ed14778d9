using Gateway.Contracts.Articles;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Intake;

/// <summary>Entries of the journal that are carried out again, late.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private readonly FaultyStorage _storage = new();
    private TestGateway? _started;

    private TestGateway Gateway => _started ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _started = await TestGateway.Start(_storage);

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
            await _started.DisposeAsync();
    }

    [Fact]
    public async Task Apply_OfAnOldPutAfterANewerOne_ChangesNothing()
    {
        await Gateway.Submit(Changes.Put("a", "1"), Changes.Put("a", "2"));
        var before = await Gateway.Describe("a");
        var verdict = await Article("a").Apply(1, Changes.Put("a", "1"));
        Assert.Equal(2, verdict.Sequence);
        Assert.Equal(before?.Version, (await Gateway.Describe("a"))?.Version);
    }

    [Fact]
    public async Task Apply_OfTheEarlierPutAfterARetraction_DoesNotBringTheArticleBack()
    {
        await Gateway.Submit(Changes.Put("a", "1"), Changes.Retract("a"));
        await Article("a").Apply(1, Changes.Put("a", "1"));
        Assert.True((await Gateway.Describe("a"))?.IsRetracted);
        Assert.Empty(await Gateway.Topic("latest"));
    }

    [Fact]
    public async Task Apply_OfTheSameSequenceAgain_AnswersTheStoredVerdictWithoutAWrite()
    {
        var first = await Article("a").Apply(5, Changes.Put("a"));
        var writes = _storage.Writes.Count;
        var second = await Article("a").Apply(5, Changes.Put("a"));
        Assert.Equal((201, first.Outcome.Version, first.Owed.Length), (second.Outcome.Status, second.Outcome.Version, second.Owed.Length));
        Assert.Equal(writes, _storage.Writes.Count);
    }

    [Fact]
    public async Task Settle_OfAnOlderSequence_LeavesWhatTheNewerOneOwes()
    {
        await Article("a").Apply(5, Changes.Put("a", "1"));
        await Article("a").Apply(6, Changes.Put("a", "2"));
        await Article("a").Settle(5);
        Assert.NotEmpty((await Article("a").Resume(6)).Owed);
        Assert.NotNull(await Article("a").ReadRevision(1));
        await Article("a").Settle(6);
        Assert.Null(await Article("a").ReadRevision(1));
        Assert.NotNull(await Article("a").ReadRevision(2));
    }

    [Fact]
    public async Task Resume_OfAnAppliedChange_TellsWhatItOwes()
    {
        var applied = await Article("a").Apply(5, Changes.Put("a", topics: ["one"]));
        var resumed = await Article("a").Resume(5);
        Assert.Equal(["latest", "topics/one", "languages/en"], resumed.Owed.Select(operation => operation.Topic.Key));
        Assert.Equal((applied.Sequence, applied.Outcome.Version), (resumed.Sequence, resumed.Outcome.Version));
    }

    [Fact]
    public async Task Apply_OfAChangeThatWasGivenUp_ChangesNothing()
    {
        Assert.Empty((await Article("new").Resume(5)).Owed);
        Assert.Equal(503, (await Article("new").Apply(5, Changes.Put("new"))).Outcome.Status);
        Assert.Null(await Gateway.Describe("new"));

        await Article("old").Apply(5, Changes.Put("old", "1"));
        Assert.Empty((await Article("old").Resume(6)).Owed);
        Assert.Equal(503, (await Article("old").Apply(6, Changes.Put("old", "2"))).Outcome.Status);
        Assert.Equal(1, (await Gateway.Describe("old"))?.Revision);

        Assert.Equal(201, (await Article("new").Apply(7, Changes.Put("new"))).Outcome.Status);
        Assert.Equal(2, (await Article("old").Apply(7, Changes.Put("old", "3"))).Outcome.Revision);
    }

    [Fact]
    public async Task Put_OfTheSameContent_WritesNoArticleAndNoTopic()
    {
        var first = await Gateway.Publish(Changes.Put("a"));
        await Gateway.Quiesce();
        var before = _storage.Writes.Count;
        var second = await Gateway.Publish(Changes.Put("a"));
        Assert.Equal((200, first.Version), (second.Status, second.Version));
        Assert.Empty(second.ChangedTopics);
        Assert.All(_storage.Writes.Skip(before), write => Assert.StartsWith("journal", write.State));
    }

    [Fact]
    public async Task Put_OfTheSameContentWhileTopicsAreOwed_DrivesThemAgain()
    {
        await Article("a").Apply(5, Changes.Put("a"));
        Assert.Empty(await Gateway.Topic("latest"));
        // The partition knows of no sequence yet: its first change is overtaken, and not acknowledged.
        Assert.Equal(503, (await Gateway.Publish(Changes.Put("a"))).Status);
        Assert.Equal(200, (await Gateway.Publish(Changes.Put("a"))).Status);
        Assert.Single(await Gateway.Topic("latest"));
    }

    private IArticleGrain Article(string slug) => Gateway.Grains.GetGrain<IArticleGrain>(slug);
}
