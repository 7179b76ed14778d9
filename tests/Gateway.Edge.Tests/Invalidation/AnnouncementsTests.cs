using System.Collections.Immutable;
using Gateway.Edge.Invalidation;

namespace Gateway.Edge.Tests.Invalidation;

/// <summary>Each change reaches the cache once, from whoever knows it first.</summary>
public sealed class AnnouncementsTests
{
    private readonly object _stream = new();
    private readonly FakeCache _cache = new();
    private readonly Announcements _announcements;

    public AnnouncementsTests() => _announcements = new Announcements(_cache);

    [Fact]
    public void Answer_BeforeTheStream_IsPassedOn_AndTheStreamsWordIsNot()
    {
        _announcements.Opened("s", 1, 5, _stream);
        Answer(1, new("article:a", 6, false), new("topic:t", 7, false));
        Tell(8, new("article:a", 6, false), new("topic:t", 7, false), new("topic:u", 8, false));
        Assert.Equal(["open s:1:5", "stale article:a s:1:6", "stale topic:t s:1:7", "stale topic:u s:1:8"], _cache.All);
    }

    [Fact]
    public void Answer_AfterTheStream_IsNotPassedOn()
    {
        _announcements.Opened("s", 1, 5, _stream);
        Tell(7, new("article:a", 6, false), new("topic:t", 7, true));
        Answer(1, new("article:a", 6, false), new("topic:t", 7, true));
        Assert.Equal(["open s:1:5", "stale article:a s:1:6", "drop topic:t s:1:7"], _cache.All);
    }

    [Fact]
    public void LaterChange_OfAKeyThatAnAnswerTold_IsPassedOn()
    {
        _announcements.Opened("s", 1, 5, _stream);
        Answer(1, new ChangedKey("topic:t", 6, false));
        Tell(7, new ChangedKey("topic:t", 7, false));
        Answer(1, new ChangedKey("topic:t", 8, false));
        Answer(1, new ChangedKey("topic:t", 8, false));
        Tell(8, new ChangedKey("topic:t", 8, false));
        Tell(9, new ChangedKey("topic:t", 9, false));
        Assert.Equal(["open s:1:5", "stale topic:t s:1:6", "stale topic:t s:1:7", "stale topic:t s:1:8", "stale topic:t s:1:9"], _cache.All);
    }

    [Fact]
    public void Retraction_IsPassedOn_ThoughTheChangeWasToldAsAnEdit()
    {
        _announcements.Opened("s", 1, 5, _stream);
        Answer(1, new ChangedKey("topic:t", 6, false));
        Tell(6, new ChangedKey("topic:t", 6, true));
        Assert.Equal(["open s:1:5", "stale topic:t s:1:6", "drop topic:t s:1:6"], _cache.All);
    }

    [Fact]
    public void Answer_WithoutAStream_OrOfAnotherEpoch_IsPassedOn_EachTime()
    {
        Answer(1, new ChangedKey("a", 6, false));
        _announcements.Opened("s", 2, 9, _stream);
        Answer(1, new ChangedKey("a", 6, false));
        _announcements.Lost("s");
        Answer(2, new ChangedKey("a", 9, false));
        Assert.Equal(["stale a s:1:6", "open s:2:9", "stale a s:1:6", "lost s", "stale a s:2:9"], _cache.All);
    }

    [Fact]
    public void Answer_OfAChangeThatNoStreamTold_IsPassedOn()
    {
        // It happened while the stream was broken: the new stream begins after it.
        _announcements.Opened("s", 1, 5, _stream);
        _announcements.Lost("s");
        _announcements.Opened("s", 1, 8, _stream);
        Answer(1, new ChangedKey("article:a", 7, true));
        Assert.Equal("drop article:a s:1:7", _cache.All[^1]);
    }

    [Fact]
    public void Answer_ThatAnythingMayHaveChanged_MakesAllOfTheSourceStale_AndTheStreamGoesOn()
    {
        _announcements.Opened("s", 1, 5, _stream);
        Answer(1, new ChangedKey("*", 9, false));
        Tell(6, new ChangedKey("a", 6, false));
        Assert.Equal(["open s:1:5", "lost s", "open s:1:9", "stale a s:1:6"], _cache.All);
    }

    [Fact]
    public void Telling_OfASourceThatIsLost_IsNothing()
    {
        _announcements.Opened("s", 1, 5, _stream);
        _announcements.Lost("s");
        Tell(6, new ChangedKey("a", 6, false));
        Assert.Equal(["open s:1:5", "lost s"], _cache.All);
    }

    [Fact]
    public void Stream_ThatAnotherHasTakenOverFrom_TellsAndLosesNothing()
    {
        var later = new object();
        _announcements.Opened("s", 1, 5, _stream);
        _announcements.Opened("s", 1, 5, later);
        Tell(6, new ChangedKey("a", 6, false));
        _announcements.Lost("s", _stream);
        _announcements.Told("s", 6, [new ChangedKey("a", 6, false)], later);
        Assert.Equal(["open s:1:5", "open s:1:5", "stale a s:1:6"], _cache.All);
    }

    [Fact]
    public void Sources_AreKeptApart()
    {
        _announcements.Opened("s", 1, 5, _stream);
        _announcements.Opened("t", 1, 50, _stream);
        _announcements.Answered(new ChangedField([(new ChangeLog("t", 1), new ChangedKey("a", 20, false))]));
        _announcements.Lost("s");
        _announcements.Told("t", 51, [new ChangedKey("a", 51, false)], _stream);
        Assert.Equal(["open s:1:5", "open t:1:50", "stale a t:1:20", "lost s", "stale a t:1:51"], _cache.All);
    }

    [Theory]
    [InlineData("s:1:9", "article:a;s=7;drop, topic:topics%2Fb;s=8", "article:a 7 True|topic:topics%2Fb 8 False")]
    [InlineData("s%3A1:5:9", "*;s=9", "* 9 False s%3A1 5")]
    [InlineData("s:1:9", "article:a;s=7;drop;at=t%3A2:8, b;s=3;at=t:4", "article:a 7 True t%3A2 8|b 3 False t 4")]
    [InlineData("s:1:9", "a;s=7;at=t", null)]
    [InlineData("s:1:9", "a;s=7;at=:1", null)]
    [InlineData("s:1:9", "", null)]
    [InlineData("s:1:9", "a", null)]
    [InlineData("s:1:9", "a;s=", null)]
    [InlineData("s:1:9", "a;s=-1", null)]
    [InlineData("s:1:9", ";s=1", null)]
    [InlineData("s:1:9", "a;s=1,,b;s=2", null)]
    [InlineData("s:1", "a;s=1", null)]
    [InlineData("s:x:9", "a;s=1", null)]
    [InlineData(":1:9", "a;s=1", null)]
    [InlineData("", "a;s=1", null)]
    public void Field_IsReadAsTheOriginWritesIt(string source, string changed, string? keys)
    {
        var field = ChangedField.Parse(source, changed);
        Assert.Equal(keys, field is null ? null : string.Join('|', field.Keys.Select(k => $"{k.Key.Key} {k.Key.Sequence} {k.Key.IsRetraction}{(k.Log == new ChangeLog(source.Split(':')[0], 1) ? "" : $" {k.Log.Source} {k.Log.Epoch}")}")));
    }

    private void Answer(long epoch, params ImmutableArray<ChangedKey> keys) => _announcements.Answered(new ChangedField([.. keys.Select(k => (new ChangeLog("s", epoch), k))]));

    private void Tell(long sequence, params ChangedKey[] keys) => _announcements.Told("s", sequence, keys, _stream);
}
