using Gateway.Grains.Intake;
using Gateway.Grains.Tests.Hosting;

namespace Gateway.Grains.Tests.Intake;

public sealed class LanesTests
{
    private readonly Lanes _lanes = new();

    [Fact]
    public void Take_OfTwoChangesOfOneSlug_GivesTheSecondAfterTheFirstIsReleased()
    {
        var (first, second, other) = (Add("a"), Add("a"), Add("b"));
        Assert.Equal([first, other], _lanes.Take(Track.Bulk, 10, 10_000));
        Assert.False(_lanes.HasReady(Track.Bulk));
        Assert.Null(_lanes.Release(first));
        Assert.Equal([second], _lanes.Take(Track.Bulk, 10, 10_000));
        _lanes.Release(second);
        _lanes.Release(other);
        Assert.True(_lanes.IsEmpty);
    }

    [Fact]
    public void Take_IsBoundedInCountAndBytes_ButTakesOneAtLeast()
    {
        var (first, second, third) = (Add("a"), Add("b"), Add("c"));
        Assert.Equal([first], _lanes.Take(Track.Bulk, 10, 1));
        Assert.Equal([second], _lanes.Take(Track.Bulk, 1, 10_000));
        Assert.Equal([third], _lanes.Take(Track.Bulk, 10, third.Bytes));
    }

    [Fact]
    public void Release_WithAWrittenChangeNext_GivesItBack()
    {
        var first = Add("a");
        var second = new PendingChange(Changes.Put("a")) { Sequence = 7 };
        Assert.False(_lanes.Add(second));
        _lanes.Take(Track.Bulk, 10, 10_000);
        Assert.Same(second, _lanes.Release(first));
        Assert.False(_lanes.HasReady(Track.Bulk));
    }

    [Fact]
    public void TakeAll_LeavesWhatIsUnderWay()
    {
        var underWay = Add("a");
        _lanes.Take(Track.Bulk, 10, 10_000);
        var (waiting, ready) = (Add("a"), Add("b"));
        Assert.Equal([waiting, ready], _lanes.TakeAll());
        Assert.False(_lanes.HasReady(Track.Bulk));
        Assert.Null(_lanes.Release(underWay));
        Assert.True(_lanes.IsEmpty);
    }

    [Fact]
    public void Take_OfOneTrack_LeavesTheOtherItsOwn_ButKeepsASlugsOrder()
    {
        var (bulk, prompt) = (Add("a"), Add("b", Track.Prompt));
        var behind = Add("a", Track.Prompt);
        Assert.Equal([prompt], _lanes.Take(Track.Prompt, 10, 10_000));
        Assert.Equal([bulk], _lanes.Take(Track.Bulk, 10, 10_000));
        Assert.Equal(0, _lanes.ReadyCount(Track.Prompt));
        _lanes.Release(bulk);
        Assert.Equal([behind], _lanes.Take(Track.Prompt, 10, 10_000));
    }

    private PendingChange Add(string slug, Track track = Track.Bulk)
    {
        var change = new PendingChange(Changes.Put(slug), track);
        _lanes.Add(change);
        return change;
    }
}
