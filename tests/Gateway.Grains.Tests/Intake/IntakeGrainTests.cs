using System.Text;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Publishing;
using Gateway.Grains.Articles;
using Gateway.Grains.Intake;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

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
    public async Task Quiesce_AfterAPublish_LeavesAnEmptyJournal()
    {
        await Gateway.Publish(Changes.Put("a"));
        Assert.NotEmpty(await Gateway.Journal());
        await Gateway.Quiesce();
        Assert.Empty(await Gateway.Journal());
    }

    [Fact]
    public async Task Quiesce_AfterAnEdit_LeavesNoRevisionBehind()
    {
        await Gateway.Submit(Changes.Put("a", "1"), Changes.Put("a", "2"));
        await Gateway.Quiesce();
        Assert.Null(await Gateway.Grains.GetGrain<IArticleGrain>("a").ReadRevision(1));
        Assert.NotNull(await Gateway.Grains.GetGrain<IArticleGrain>("a").ReadRevision(2));
    }

    [Fact]
    public async Task Quiesce_AfterARetraction_LeavesNothingOfTheRecordInTheStorage()
    {
        await Gateway.Submit(Changes.Put("a", "words to be forgotten"), Changes.Retract("a"));
        await Gateway.Quiesce();
        var stored = new GrainState<ArticleState>();
        await _storage.ReadStateAsync("article", Gateway.Grains.GetGrain<IArticleGrain>("a").GetGrainId(), stored);
        Assert.True(stored.State is { RetractedAt: not null, Record.Length: 0, Previous: null });
    }

    [Fact]
    public async Task Submit_WhileATopicFails_IsAnswered503_AndCarriedOn()
    {
        _storage.Arm(FaultKind.FailBefore, write => write.Grain.Key.ToString() == "topics/one");
        var outcome = await Gateway.Publish(Changes.Put("a"));
        Assert.Equal(503, outcome.Status);
        await Gateway.Quiesce();
        Assert.Equal("a", Assert.Single(await Gateway.Topic("topics/one")).Slug);
        Assert.Empty(await Gateway.Journal());
    }

    [Fact]
    public async Task Submit_WhileATopicFailsForAMoment_IsAnsweredOnceItIsInEveryTopic()
    {
        var storage = new FaultyStorage();
        await using var patient = await TestGateway.Start(storage, silo => silo.Services.Configure<IntakeOptions>(options => options.AnswerPatience = TimeSpan.FromMinutes(1)));
        storage.Arm(FaultKind.FailBefore, write => write.Grain.Key.ToString() == "topics/one");
        var outcomes = await Task.WhenAll(patient.Publish(Changes.Put("a", "1")), patient.Publish(Changes.Put("a", "2")));
        Assert.Equal([201, 200], outcomes.Select(outcome => outcome.Status));
        Assert.Equal(2, Assert.Single(await patient.Topic("topics/one")).Revision);
    }

    [Fact]
    public async Task Submit_WhileAnEarlierChangeOfTheSlugIsUnfinished_IsAnswered503_AndOthersAreNot()
    {
        var hang = _storage.Arm(FaultKind.FailBefore, write => write.Grain.Key.ToString() == "a" && write.State == "article");
        var held = _storage.Arm(FaultKind.HangBefore, write => hang.Struck.IsCompleted && write.Grain.Key.ToString() == "a" && write.State == "article");
        Assert.Equal(503, (await Gateway.Publish(Changes.Put("a", "1"))).Status);
        await held.Struck;
        Assert.Equal(503, (await Gateway.Publish(Changes.Put("a", "2"))).Status);
        Assert.Equal(201, (await Gateway.Publish(Changes.Put("b"))).Status);
        held.Release();
        await Gateway.Quiesce();
        Assert.Equal(1, (await Gateway.Describe("a"))?.Revision);
    }

    [Fact]
    public async Task Submit_WithTheStorageDown_IsAnswered503_AndRecovers()
    {
        var fault = _storage.ArmWrite(1, FaultKind.CrashBefore);
        Assert.Equal(503, (await Gateway.Publish(Changes.Put("a"))).Status);
        await fault.Struck;
        _storage.Revive();

        // The activation that is called for at once may have begun to read while the storage was still down. A publisher
        // sees one more 503 then, which the origin makes of the exception; the activation after it must do.
        var again = await Gateway.PublishOr503(Changes.Put("a"));
        if (again.Status == 503)
            again = await Gateway.PublishOr503(Changes.Put("a"));
        Assert.Equal(201, again.Status);
        Assert.Single(await Gateway.Topic("latest"));
    }

    // A publisher who waits keeps the activation from its end: it would neither take in changes nor give way to another.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Submit_WhoseFailureIsToBeMadeUpFor_IsAnsweredWhenTheJournalFails(bool isUnderWay)
    {
        var storage = new FaultyStorage();
        await using var patient = await TestGateway.Start(storage, silo => silo.Services.Configure<IntakeOptions>(options =>
        {
            options.AnswerPatience = TimeSpan.FromMinutes(1);
            options.RetryDelay = options.RetryDelayMax = TimeSpan.FromMinutes(1);
        }));
        string[] slugs = [.. Enumerable.Range(0, 100).Select(i => "s" + i).Where(slug => IntakePartition.Of(slug, TestGateway.Partitions) == 0).Take(2)];
        var held = isUnderWay ? storage.Arm(FaultKind.HangBefore, write => write.Grain.Key.ToString() == slugs[0]) : null;
        var failed = storage.Arm(FaultKind.FailBefore, write => write.Grain.Key.ToString() == "topics/one");
        var waiting = patient.Publish(Changes.Put(slugs[0]));
        await (held ?? failed).Struck.WaitAsync(TestContext.Current.CancellationToken);

        storage.Arm(FaultKind.FailBefore, write => write.State.StartsWith("journal-", StringComparison.Ordinal));
        Assert.Equal(503, (await patient.Publish(Changes.Put(slugs[1]))).Status);
        held?.Release();
        Assert.Equal(503, (await waiting).Status);
        Assert.Equal(201, (await patient.Publish(Changes.Put(slugs[1]))).Status);
        await patient.Quiesce();
        Assert.Equal(2, (await patient.Topic("topics/one")).Length);
    }

    // Calls that wait for its successor must not stand before what it has to do until it can end.
    [Fact]
    public async Task Submit_WhoseFailureIsToBeMadeUpFor_IsCarriedOnWhileTheActivationIsToEnd()
    {
        var storage = new FaultyStorage();
        await using var patient = await TestGateway.Start(storage, silo => silo.Services.Configure<IntakeOptions>(options =>
        {
            options.AnswerPatience = TimeSpan.FromMinutes(1);
            options.RetryDelay = TimeSpan.FromSeconds(1);
        }));
        string[] slugs = [.. Enumerable.Range(0, 100).Select(i => "s" + i).Where(slug => IntakePartition.Of(slug, TestGateway.Partitions) == 0).Take(2)];
        var failed = storage.Arm(FaultKind.FailBefore, write => write.Grain.Key.ToString() == "topics/one");
        var retried = patient.Publish(Changes.Put(slugs[0]));
        await failed.Struck.WaitAsync(TestContext.Current.CancellationToken);

        await patient.Grains.GetGrain<IIntakeGrain>(0).AsReference<Orleans.Core.Internal.IGrainManagementExtension>().DeactivateOnIdle();
        var queued = patient.Publish(Changes.Put(slugs[1]));
        Assert.Equal(201, (await retried.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken)).Status);
        Assert.Equal(201, (await queued.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task Activation_WhileOneBeforeItStillWrites_ReadsWhatThatWrote()
    {
        await Gateway.Publish(Changes.Put("a"));
        await Gateway.Quiesce();
        var partition = IntakePartition.Of("a", TestGateway.Partitions);
        var id = Gateway.Grains.GetGrain<IIntakeGrain>(partition).GetGrainId();
        await Gateway.Kill();

        var held = _storage.Arm(FaultKind.HangBefore, write => write.State == "journal-2" && write.Grain == id);
        var starting = TestGateway.Start(_storage);
        await held.Struck.WaitAsync(TestContext.Current.CancellationToken);
        var row = new GrainState<JournalState>(new JournalState());
        await _storage.ReadStateAsync("journal-2", id, row);
        row.State = new JournalState { LastSequence = 41, Unsettled = [new UnsettledEntry(41, "a")] };
        await _storage.WriteStateAsync("journal-2", id, row);
        held.Release();

        await using var next = await starting;
        Assert.Equal(200, (await next.Publish(Changes.Put("a", "2"))).Status);
        await next.Quiesce();
        await _storage.ReadStateAsync("journal-2", id, row);
        Assert.True(row.State is { LastSequence: > 41, Unsettled.Length: 0 });
    }

    [Fact]
    public async Task Submit_OfManyAtOnce_CallsEachTopicOncePerBatch()
    {
        var slugs = Enumerable.Range(0, 200).Select(i => "s" + i).Where(slug => IntakePartition.Of(slug, TestGateway.Partitions) == 0).ToArray();
        var before = _storage.Writes.Count;
        var outcomes = await Gateway.Submit([.. slugs.Select(slug => Changes.Put(slug))]);
        Assert.All(outcomes, outcome => Assert.Equal(201, outcome.Status));
        Assert.Equal(slugs, outcomes.Select(outcome => outcome.Slug));
        var topicHeads = _storage.Writes.Skip(before).Count(write => write.Grain.Key.ToString() == "topics/one" && write.State == "topic");
        Assert.Equal(1, topicHeads);
        Assert.Equal(slugs.Length, (await Gateway.Topic("topics/one")).Length);
    }

    [Theory]
    [InlineData(ArticleFormat.Html, "Body")]
    [InlineData(ArticleFormat.Json, "\"slug\":\"a\"")]
    [InlineData(ArticleFormat.Markdown, "Body")]
    [InlineData(ArticleFormat.Text, "Body")]
    [InlineData(ArticleFormat.JsonLd, "NewsArticle")]
    public async Task Represent_OfALiveArticle_GivesTheFormat_AndNothingOnceRetracted(ArticleFormat format, string expected)
    {
        await Gateway.Publish(Changes.Put("a"));
        var article = Gateway.Grains.GetGrain<IArticleGrain>("a");
        var live = await article.Represent(format);
        Assert.Contains(expected, Encoding.UTF8.GetString(live!.Body.Span)); // there is such an article
        Assert.Equal("Title of a", live.Card?.Title);

        await Gateway.Publish(Changes.Retract("a"));
        var gone = await article.Represent(format);
        Assert.True(gone is { Header.IsRetracted: true, Card: null, Body.Length: 0 });
        Assert.Null(await Gateway.Grains.GetGrain<IArticleGrain>("never").Represent(format));
    }
}
