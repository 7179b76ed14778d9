using System.Collections.Immutable;
using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;
using Gateway.Grains.Articles;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Articles;

public sealed class ArticlePolicyTests
{
    private static readonly DateTimeOffset Now = Changes.Noon.AddSeconds(0.5);

    [Theory]
    [InlineData("unknown", "retract", "alice", false, 404)]
    [InlineData("unknown", "put", "alice", false, 0)]
    [InlineData("live", "put", "mallory", false, 403)]
    [InlineData("live", "put", "mallory", true, 0)]
    [InlineData("live", "retract", "mallory", false, 403)]
    [InlineData("live", "retract", "mallory", true, 0)]
    [InlineData("retracted", "put", "mallory", false, 403)]
    [InlineData("retracted", "retract", "mallory", false, 403)]
    [InlineData("retracted", "retract", "alice", false, 204)]
    [InlineData("retracted", "put", "alice", false, 0)]
    [InlineData("live", "same", "alice", false, 200)]
    [InlineData("retracted", "same", "alice", false, 0)]
    public void Judge_ByStateAndPublisher_AnswersOrLetsPass(string state, string change, string publisher, bool isOperator, int expected) =>
        Assert.Equal(expected, ArticlePolicy.Judge(State(state), Change(change) with { Publisher = publisher, IsOperator = isOperator })?.Status ?? 0);

    [Theory]
    [InlineData("unknown")]
    [InlineData("live")]
    [InlineData("retracted")]
    public void Judge_AKindThatIsNotKnown_IsForLater_AndNotTakenForAPut(string state) =>
        Assert.Equal(503, ArticlePolicy.Judge(State(state), Change("put") with { Kind = (ChangeKind)2 })?.Status);

    [Theory]
    [InlineData("live", "*", false, 0)]
    [InlineData("live", "current", false, 0)]
    [InlineData("live", "other", false, 412)]
    [InlineData("live", "other current", false, 0)]
    [InlineData("live", "", true, 412)]
    [InlineData("retracted", "*", false, 412)]
    [InlineData("retracted", "current", false, 412)]
    [InlineData("retracted", "", true, 0)]
    [InlineData("unknown", "*", false, 412)]
    [InlineData("unknown", "", true, 0)]
    public void Judge_Preconditions_FollowRfc9110Section13(string state, string ifMatch, bool ifNoneMatch, int expected)
    {
        var before = State(state);
        var versions = ifMatch.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v switch { "current" => before.Version, "other" => "9-0000000000000000", _ => v });
        var change = Change("put") with { IfMatch = [.. versions], IfNoneMatchAny = ifNoneMatch };
        Assert.Equal(expected, ArticlePolicy.Judge(before, change)?.Status ?? 0);
    }

    [Fact]
    public void Judge_ForeignArticleAndFailedPrecondition_SpeaksOfOwnership() =>
        Assert.Equal(403, ArticlePolicy.Judge(State("live"), Change("put") with { Publisher = "mallory", IfNoneMatchAny = true })?.Status);

    [Theory]
    [InlineData(-60, -60)]
    [InlineData(0, 0)]
    [InlineData(60, 0)]
    public void Put_First_StandsAtItsDateOrItsArrival(int publishedMinutes, int expectedMinutes)
    {
        var state = Put(new ArticleState(), 1, Facts(publishedMinutes));
        Assert.Equal(Changes.Noon.AddMinutes(expectedMinutes), state.Published);
        Assert.Equal(Changes.Noon.AddMinutes(expectedMinutes), state.Updated);
    }

    [Theory]
    [InlineData(-30, -30)]
    [InlineData(-90, -60)]
    [InlineData(30, 0)]
    public void Put_FirstWithUpdatedAt_IsClippedBetweenPublishedAndReceived(int updatedMinutes, int expectedMinutes) =>
        Assert.Equal(Changes.Noon.AddMinutes(expectedMinutes), Put(new ArticleState(), 1, Facts(-60, updatedMinutes)).Updated);

    [Theory]
    [InlineData(null, 10)]
    [InlineData(5, 5)]
    [InlineData(-90, 10)]
    [InlineData(30, 10)]
    public void Put_Edit_TakesTheRecordsUpdatedAtWhereItIsLaterAndNotInTheFuture(int? updatedMinutes, int expectedMinutes)
    {
        var change = Change("put") with { ReceivedAt = Changes.Noon.AddMinutes(10) };
        var state = ArticlePolicy.Put(State("live"), 2, change, "ignored", Facts(-5, updatedMinutes), Now);
        Assert.Equal(Changes.Noon.AddMinutes(expectedMinutes), state.Updated);
        Assert.Equal(Changes.Noon.AddHours(-1), state.Published);
        Assert.Equal("urn:first", state.Id);
    }

    [Fact]
    public void Put_AfterRetraction_KeepsIdPlaceAndPublisher_AndCreatesAgain()
    {
        var state = ArticlePolicy.Put(State("retracted"), 3, Change("put") with { Publisher = "operator", IsOperator = true }, "other", Facts(-5), Now);
        Assert.Equal(("urn:first", "alice", 3, 201), (state.Id, state.Publisher, state.Revision, state.Outcome?.Status));
        Assert.Equal(Changes.Noon.AddHours(-1), state.Published);
        Assert.True(state.IsLive);
    }

    [Fact]
    public void Put_WithOtherTopics_OwesThePutsAndTheRemovals()
    {
        var state = Put(State("live"), 2, Facts(-60, null, "two", "three"));
        Assert.Equal(["Put latest", "Put two", "Put three", "Remove one"], Owed(state));
        Assert.All(state.Owed, operation => Assert.Equal(2, operation.Entry.Revision));
        Assert.Equal(["latest", "two", "three", "one"], state.Outcome?.ChangedTopics);
        Assert.Equal(1, state.Previous?.Revision);
    }

    [Fact]
    public void Retract_OwesARetractionToEachTopic_AndForgetsTheRecord()
    {
        var state = State("retracted");
        Assert.Equal(["Retract latest", "Retract one"], Owed(state));
        Assert.Equal(0, state.Record.Length);
        Assert.Empty(state.Memberships);
        Assert.Equal(state.RetractedAt, state.Owed[0].Entry.Updated);
    }

    [Fact]
    public void LastModified_InABurst_RisesByWholeSeconds()
    {
        var first = Put(new ArticleState(), 1, Facts(-60));
        var second = Put(first, 2, Facts(-60));
        Assert.Equal(Changes.Noon, first.LastModified);
        Assert.Equal(Changes.Noon.AddSeconds(1), second.LastModified);
    }

    [Fact]
    public void Version_OfTwoHistoriesAtOneRevision_Differs()
    {
        var one = Put(State("live"), 2, Facts(-60));
        var other = ArticlePolicy.Put(State("live"), 2, Changes.Put("a", "another"), "id", Facts(-60), Now);
        Assert.StartsWith("2-", one.Version);
        Assert.NotEqual(one.Version, other.Version);
    }

    private static ArticleState State(string name)
    {
        if (name == "unknown")
            return new ArticleState();
        var live = ArticlePolicy.Put(new ArticleState(), 1, Changes.Put("a", "first"), "urn:first", Facts(-60), Now).Settled();
        return name == "live" ? live : ArticlePolicy.Retract(live, 2, Changes.Retract("a"), Now);
    }

    private static ArticleChange Change(string name) => name switch
    {
        "retract" => Changes.Retract("a"),
        "same" => Changes.Put("a", "first"),
        _ => Changes.Put("a", "second"),
    };

    private static ArticleState Put(ArticleState state, long sequence, ArticleFacts facts) =>
        ArticlePolicy.Put(state, sequence, Change("put"), "urn:first", facts, Now);

    private static ArticleFacts Facts(int publishedMinutes, int? updatedMinutes = null, params string[] topics) => new()
    {
        PublishedAt = Changes.Noon.AddMinutes(publishedMinutes),
        UpdatedAt = updatedMinutes is { } minutes ? Changes.Noon.AddMinutes(minutes) : null,
        Memberships = [.. ((string[])["latest", .. topics.Length == 0 ? ["one"] : topics]).Select(topic => new TopicMembership { Key = topic, DisplayName = topic })],
    };

    private static ImmutableArray<string> Owed(ArticleState state) => [.. state.Owed.Select(operation => $"{operation.Kind} {operation.Topic.Key}")];
}
