using Gateway.Edge.Caching.Changes;
using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching.Keys;

namespace Gateway.Edge.Tests.Caching;

/// <summary>What an answer is worth after what has changed since it was asked for.</summary>
public sealed class ChangeLedgerTests
{
    private static readonly EntryKey Key = new(CacheKey.Create("http", "a", "/x"), null);

    private readonly ChangeLedger _ledger = new();

    /// <summary>Id, what happened ("d6": dropped at 6, "c7": changed at 7, "p": purged), where the answer's source stood, what it is worth.</summary>
    [Theory]
    [InlineData("nothing", "", 5, nameof(ChangeVerdict.Current))]
    [InlineData("changed, missed", "c6", 5, nameof(ChangeVerdict.Stale))]
    [InlineData("changed, included", "c6", 6, nameof(ChangeVerdict.Current))]
    [InlineData("retracted, missed", "d6", 5, nameof(ChangeVerdict.Dropped))]
    [InlineData("retracted, included", "d6", 6, nameof(ChangeVerdict.Current))]
    [InlineData("retracted then republished, both missed", "d6 c7", 5, nameof(ChangeVerdict.Dropped))]
    [InlineData("retracted then republished, the second missed", "d6 c7", 6, nameof(ChangeVerdict.Stale))]
    [InlineData("retracted then republished, both included", "d6 c7", 7, nameof(ChangeVerdict.Current))]
    [InlineData("retracted then edited twice, all missed", "d6 c7 c8", 5, nameof(ChangeVerdict.Dropped))]
    [InlineData("changed then retracted, both missed", "c6 d7", 5, nameof(ChangeVerdict.Dropped))]
    [InlineData("changed then retracted, the second missed", "c6 d7", 6, nameof(ChangeVerdict.Dropped))]
    [InlineData("told out of order, both missed", "c7 d6", 5, nameof(ChangeVerdict.Dropped))]
    [InlineData("told out of order, the later missed", "c7 d6", 6, nameof(ChangeVerdict.Stale))]
    [InlineData("purged then changed, the change included", "p c6", 6, nameof(ChangeVerdict.Dropped))]
    [InlineData("purged then changed", "p c6", 5, nameof(ChangeVerdict.Dropped))]
    public void Verdict_AfterChanges_TellsStaleFromDropped(string id, string changes, long sequence, string expected)
    {
        var began = _ledger.Now;
        foreach (var change in changes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (change is "p")
                _ledger.Purged("t");
            else
                _ledger.Changed("t", new SourcePosition("s", 1, change[1] - '0'), drops: change[0] == 'd');
        }

        Assert.Equal($"{id}: {expected}", $"{id}: {_ledger.Verdict(Key, new OriginMarks(["t"], null, [Marked(new SourcePosition("s", 1, sequence))], began))}");
        Assert.Equal(ChangeVerdict.Current, _ledger.Verdict(Key, new OriginMarks(["t"], null, [], _ledger.Now)));
    }

    [Fact]
    public void Verdict_OfWhatWasAskedForBeforeItsAddressWasPurged_IsDropped()
    {
        var began = _ledger.Now;
        _ledger.Purged(Key);
        _ledger.Changed(Key);
        Assert.Equal(ChangeVerdict.Dropped, _ledger.Verdict(Key, new OriginMarks([], null, [], began)));
        Assert.Equal(ChangeVerdict.Invalid, _ledger.Verdict(Key, new OriginMarks([], null, [], began + 1)));
        Assert.Equal(ChangeVerdict.Current, _ledger.Verdict(Key, new OriginMarks([], null, [], _ledger.Now)));
    }

    [Fact]
    public void Verdict_OfAnotherEpoch_IsNeverIncluded()
    {
        var began = _ledger.Now;
        _ledger.Changed("t", new SourcePosition("s", 2, 1), drops: false);
        Assert.Equal(ChangeVerdict.Stale, _ledger.Verdict(Key, new OriginMarks(["t"], null, [Marked(new SourcePosition("s", 1, 99))], began)));
    }

    [Fact]
    public void Verdict_OfWhatIsForgotten_IsStale()
    {
        var began = _ledger.Now;
        _ledger.Changed("t", new SourcePosition("s", 1, 1), drops: false);
        for (var i = 0; i < 20_000; i++)
            _ledger.Changed("u" + i.Text(), new SourcePosition("s", 1, 2 + i), drops: false);
        Assert.Equal(ChangeVerdict.Stale, _ledger.Verdict(Key, new OriginMarks(["t"], null, [Marked(new SourcePosition("s", 1, 0))], began)));
    }

    [Theory]
    [InlineData("s", 1, 6, 7, true)]
    [InlineData("s", 1, 7, 7, false)]
    [InlineData("s", 1, 8, 7, false)]
    [InlineData("s", 2, 6, 7, false)]
    [InlineData("t", 1, 6, 7, false)]
    [InlineData(null, 0, 6, 7, false)]
    public void Revisions_AreComparedWithinAnEpochOnly(string? source, long epoch, long revision, long stored, bool isOlder)
    {
        var arriving = new OriginMarks([], revision, source is null ? [] : [Marked(new SourcePosition(source, epoch, 1))], 1);
        Assert.Equal(isOlder, arriving.IsOlderThan(new OriginMarks([], stored, [Marked(new SourcePosition("s", 1, 3))], 1)));
    }

    [Theory]
    [InlineData(1, true)] // The silo of what is stored is the one that it was: the other cannot know less.
    [InlineData(2, false)] // It has started again, from a copy perhaps.
    [InlineData(0, false)] // It cannot be heard.
    public void Revisions_OfAnotherSilo_AreComparedWhileTheOneOfWhatIsStoredGoesOn(long openEpoch, bool isOlder)
    {
        var stored = new OriginMarks(["t"], 7, [Marked(new SourcePosition("s", 1, 3))], 1);
        if (openEpoch > 0)
            _ledger.Source("s").Open(openEpoch, 0);
        Assert.Equal(isOlder, new OriginMarks(["t"], 6, [Marked(new SourcePosition("t", 1, 1))], 1).IsOlderThan(stored));
    }

    [Fact]
    public void Cover_OfWhatSeveralSilosHost_TakesAllOfThem()
    {
        var marks = new OriginMarks(["t"], null, [Marked(new SourcePosition("s", 1, 3)), Marked(new SourcePosition("t", 1, 3))], _ledger.Now);
        _ledger.Source("s").Open(1, 0);
        Assert.False(marks.IsCovered);
        Assert.False(marks.MayBeOld);
        _ledger.Source("t").Open(1, 4);
        Assert.False(marks.IsCovered);
        Assert.True(marks.MayBeOld);
        _ledger.Source("t").Open(1, 3);
        Assert.True(marks.IsCovered);
    }

    [Fact]
    public void Cover_OfWhatDoesNotSayWhoseItIs_IsNone()
    {
        Assert.False(new OriginMarks(["t"], null, [], _ledger.Now).IsCovered);
        Assert.True(new OriginMarks([], null, [], _ledger.Now).IsCovered);
    }

    [Fact]
    public void Doubt_IsOfAllThatWasAskedForBefore()
    {
        _ledger.Source("s").Open(1, 0);
        var before = new OriginMarks(["t"], null, [Marked(new SourcePosition("s", 1, 3))], _ledger.Now);
        _ledger.Doubt();
        Assert.False(before.IsCovered);
        Assert.True((before with { Began = _ledger.Now }).IsCovered);
    }

    [Fact]
    public void Sources_OfManyRestarts_AreForgotten_ButNotThoseThatSpeak()
    {
        var states = new SourceStates(new Doubts());
        var speaking = states.Of("speaks");
        speaking.Open(1, 5);
        var old = states.Of("silo-0");
        for (var i = 1; i < 10_000; i++)
        {
            var state = states.Of("silo-" + i.Text());
            state.Open(i, 1);
            state.Lose();
        }

        Assert.InRange(states.Count, 1, SourceStates.MostSilent + 1);
        Assert.Same(speaking, states.Of("speaks"));
        // What the forgotten one answered is not fresh when it comes back.
        var again = states.Of("silo-0");
        Assert.NotSame(old, again);
        again.Open(0, 0);
        Assert.False(old.Covers(new SourcePosition("silo-0", 0, 3), 0));
    }

    private MarkedSource Marked(SourcePosition position) => new(position, _ledger.Source(position.Source));
}
