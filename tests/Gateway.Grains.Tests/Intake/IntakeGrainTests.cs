using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Intake;

public sealed class IntakeGrainTests : IAsyncLifetime
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
    public async Task Submit_OfANewArticle_AnswersOnceItIsInEveryTopic()
    {
        var outcome = await Gateway.Publish(Changes.Put("a", topics: ["one", "two"]));
        Assert.Equal(201, outcome.Status);
        Assert.Equal(1, outcome.Revision);
        foreach (var topic in (string[])["latest", "topics/one", "topics/two"])
        {
            Assert.Contains(topic, outcome.ChangedTopics);
            Assert.Equal("a", Assert.Single(await Gateway.Topic(topic)).Slug);
        }
    }

    [Fact]
    public async Task Submit_OfTwoChangesOfOneSlug_KeepsTheirOrder()
    {
        var outcomes = await Gateway.Submit(Changes.Put("a", "1"), Changes.Put("a", "2"), Changes.Retract("a"), Changes.Put("a", "3"));
        Assert.Equal([201, 200, 204, 201], outcomes.Select(outcome => outcome.Status));
        Assert.Equal([1, 2, 3, 4], outcomes.Select(outcome => outcome.Revision));
    }

    [Fact]
    public async Task Quiesce_AfterAPublish_LeavesNothingOwedAndAnEmptyJournal()
    {
        await Gateway.Publish(Changes.Put("a"));
        Assert.NotEmpty((await Gateway.Owed("a")).Owed);
        await Gateway.Quiesce();
        Assert.Empty((await Gateway.Owed("a")).Owed);
    }

    [Fact]
    public async Task Submit_WhileATopicFails_IsAnswered503_AndCarriedOn()
    {
        _storage.Arm(FaultKind.FailBefore, write => write.Grain.Key.ToString() == "topics/one");
        var outcome = await Gateway.Publish(Changes.Put("a"));
        Assert.Equal(503, outcome.Status);
        await Gateway.Quiesce();
        Assert.Equal("a", Assert.Single(await Gateway.Topic("topics/one")).Slug);
        Assert.Empty((await Gateway.Owed("a")).Owed);
    }
}
