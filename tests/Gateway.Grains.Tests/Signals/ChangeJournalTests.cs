using Gateway.Contracts.Changes;
using Gateway.Grains.Signals;

namespace Gateway.Grains.Tests.Signals;

public sealed class ChangeJournalTests
{
    [Fact]
    public void Read_GivesWhatChangedSince_InOrder_AndNoMoreThanAskedFor()
    {
        var journal = Journal(16);
        foreach (var key in (string[])["a", "b", "a", "c"])
            journal.Report(key, isRetraction: key == "c");

        var first = journal.Read(1, 2);
        Assert.Equal([new Change("b", 2, false), new Change("a", 3, false)], first.Changes);
        Assert.Equal(3, first.Sequence);
        var rest = journal.Read(first.Sequence, 100);
        Assert.Equal([new Change("c", 4, true)], rest.Changes);
        Assert.Equal(4, rest.Sequence);
        var none = journal.Read(4, 100);
        Assert.Empty(none.Changes);
        Assert.Equal(4, none.Sequence);
        Assert.False(none.IsGap);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(19, false)]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void Read_OfWhatHasLeftTheRing_IsAGap(long after, bool isGap)
    {
        var journal = Journal(16);
        for (var i = 1; i <= 20; i++)
            journal.Report("k" + i);

        var batch = journal.Read(after, 100);

        Assert.Equal(isGap, batch.IsGap);
        Assert.Equal(20, batch.Sequence);
        if (!isGap)
            Assert.Equal(Enumerable.Range(1, 20).Skip((int)after).Select(i => "k" + i), batch.Changes.Select(c => c.Key));
    }

    [Fact]
    public void SequenceOf_IsThatOfTheLatestChange_AndOfNow_WhereItIsForgotten()
    {
        var journal = Journal(16);
        journal.Report("a");
        journal.Report("b");
        journal.Report("a");
        journal.Report("c");
        Assert.Equal(3, journal.SequenceOf("a"));
        Assert.Equal(4, journal.SequenceOf("never"));

        for (var i = 0; i < 15; i++)
            journal.Report("c");
        Assert.Equal(19, journal.SequenceOf("a"));
        Assert.Equal(19, journal.SequenceOf("c"));
    }

    [Fact]
    public async Task Moved_CompletesWithTheNextChange()
    {
        var journal = Journal(16);
        journal.Report("a");
        Assert.True(journal.MovedAsync(0).IsCompleted);
        var moved = journal.MovedAsync(1);
        Assert.False(moved.IsCompleted);
        journal.Report("b");
        await moved.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    [Fact]
    public void Epoch_IsAnotherOneWithEachStart()
    {
        Assert.NotEqual(Journal(16).Position.Epoch, Journal(16).Position.Epoch);
        Assert.True(Journal(16).Position.Epoch > 0);
        Assert.DoesNotContain(':', new ChangeJournal("a:b", new ChangeOptions()).Position.Silo);
    }

    [Fact]
    public void Report_FromManyThreads_LosesNothing()
    {
        var journal = Journal(1 << 16);
        Parallel.For(0, 10_000, i => journal.Report("k" + i));
        var batch = journal.Read(0, int.MaxValue);
        Assert.Equal(10_000, batch.Changes.Select(c => c.Key).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 10_000).Select(i => (long)i), batch.Changes.Select(c => c.Sequence));
    }

    [Theory]
    [InlineData("latest", "topic:latest")]
    [InlineData("topics/ai", "topic:topics%2Fai")]
    [InlineData("topics/künstlich", "topic:topics%2Fk%C3%BCnstlich")]
    public void Key_OfAShortName_IsThatName(string topic, string key) => Assert.Equal(key, ChangeKey.Topic(topic));

    [Fact]
    public void Key_OfALongName_IsShort_ItsOwn_AndMayStandInAList()
    {
        var keys = Enumerable.Range(0, 200).Select(i => ChangeKey.Article(new string('語', i) + "x")).ToArray();
        Assert.Equal(200, keys.Distinct().Count());
        Assert.All(keys, k => Assert.InRange(k.Length, 1, 80));
        Assert.All(keys, k => Assert.Matches("^[A-Za-z0-9._~%:*-]+$", k));
    }

    private static ChangeJournal Journal(int capacity) => new("silo", new ChangeOptions { Capacity = capacity });
}
