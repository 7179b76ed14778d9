using Orleans.Storage;

namespace Gateway.Storage.Tests;

/// <summary>
/// What a grain may expect of any <see cref="IGrainStorage"/>: the semantics of Orleans' own providers. Run against each
/// provider, so that a test that passes only by an oddity of ours shows.
/// </summary>
public abstract class GrainStorageContract
{
    private const string Name = "state";

    protected abstract IGrainStorage Storage { get; }

    [Fact]
    public async Task Read_NeverWritten_GivesNewStateWithoutETag()
    {
        var state = new HeldState { State = new TestState { Text = "stale" }, ETag = "1", RecordExists = true };

        await Storage.ReadStateAsync(Name, NewId(), state);

        Assert.NotNull(state.State);
        Assert.Null(state.State.Text);
        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
    }

    [Fact]
    public async Task Write_New_IsReadBack()
    {
        var id = NewId();
        var written = await Write(id, "first");

        var read = await Read(id);

        Assert.NotNull(written.ETag);
        Assert.True(written.RecordExists);
        Assert.Equal("first", read.State.Text);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task Write_Again_ChangesETagEvenForTheSameContent()
    {
        var state = await Write(NewId(), "same");
        var first = state.ETag;

        await Storage.WriteStateAsync(Name, Ids[state], state);

        Assert.NotEqual(first, state.ETag);
    }

    [Fact]
    public async Task Write_DefaultState_CountsAsRecord()
    {
        var id = NewId();
        await Storage.WriteStateAsync(Name, id, New());

        Assert.True((await Read(id)).RecordExists);
    }

    [Fact]
    public async Task Write_NullETagOverExisting_IsInconsistentAndChangesNothing()
    {
        var id = NewId();
        var winner = await Write(id, "winner");
        var loser = New("loser");

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, id, loser));

        Assert.Null(loser.ETag);
        var read = await Read(id);
        Assert.Equal("winner", read.State.Text);
        Assert.Equal(winner.ETag, read.ETag);
    }

    [Fact]
    public async Task Write_StaleETag_IsInconsistentAndNamesBoth()
    {
        var id = NewId();
        var state = await Write(id, "first");
        var stale = state.ETag;
        state.State.Text = "second";
        await Storage.WriteStateAsync(Name, id, state);
        var late = new HeldState { State = new TestState { Text = "late" }, ETag = stale, RecordExists = true };

        var exception = await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, id, late));

        Assert.Equal(state.ETag, exception.StoredEtag);
        Assert.Equal(stale, exception.CurrentEtag);
        Assert.Equal(stale, late.ETag);
        Assert.Equal("second", (await Read(id)).State.Text);
    }

    [Fact]
    public async Task Clear_Existing_RemovesIt()
    {
        var id = NewId();
        var state = await Write(id, "text");

        await Storage.ClearStateAsync(Name, id, state);

        Assert.False(state.RecordExists);
        Assert.NotNull(state.State);
        Assert.Null(state.State.Text);
        Assert.Null(state.ETag);
        Assert.False((await Read(id)).RecordExists);
    }

    [Fact]
    public async Task Clear_Missing_DoesNothing()
    {
        var state = New("stale");

        await Storage.ClearStateAsync(Name, NewId(), state);
        await Storage.ClearStateAsync(Name, NewId(), state);

        Assert.False(state.RecordExists);
        Assert.Null(state.State.Text);
    }

    [Fact]
    public async Task Clear_StaleETag_IsInconsistentAndChangesNothing()
    {
        var id = NewId();
        var state = await Write(id, "first");
        var stale = new HeldState { State = new TestState(), ETag = state.ETag, RecordExists = true };
        state.State.Text = "second";
        await Storage.WriteStateAsync(Name, id, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearStateAsync(Name, id, stale));

        Assert.Equal("second", (await Read(id)).State.Text);
    }

    [Fact]
    public async Task Write_AfterClear_MakesItAnewUnderAnotherETag()
    {
        var id = NewId();
        var state = await Write(id, "first");
        var before = state.ETag;
        await Storage.ClearStateAsync(Name, id, state);

        state.State.Text = "again";
        await Storage.WriteStateAsync(Name, id, state);

        Assert.NotEqual(before, state.ETag);
        Assert.Equal("again", (await Read(id)).State.Text);
    }

    [Fact]
    public async Task Write_ETagFromBeforeAClear_IsInconsistentThoughMadeAnew()
    {
        var id = NewId();
        var state = await Write(id, "first");
        var stale = new HeldState { State = new TestState { Text = "ghost" }, ETag = state.ETag, RecordExists = true };
        await Storage.ClearStateAsync(Name, id, state);
        await Storage.WriteStateAsync(Name, id, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, id, stale));
    }

    [Fact]
    public async Task Write_OfClearedRowWithOldETag_IsInconsistent()
    {
        var id = NewId();
        var state = await Write(id, "first");
        var stale = new HeldState { State = new TestState { Text = "ghost" }, ETag = state.ETag, RecordExists = true };
        await Storage.ClearStateAsync(Name, id, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteStateAsync(Name, id, stale));

        Assert.False((await Read(id)).RecordExists);
    }

    [Fact]
    public async Task Write_TwoStateNamesOfOneGrain_AreApart()
    {
        var id = NewId();
        var first = New("first");
        var second = New("second");
        await Storage.WriteStateAsync("one", id, first);
        await Storage.WriteStateAsync("two", id, second);

        var read = New();
        await Storage.ReadStateAsync("one", id, read);

        Assert.Equal("first", read.State.Text);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with/slash")]
    [InlineData("with+plus")]
    [InlineData("sp ace\tand\ncontrol\u0001")]
    [InlineData("nul\0inside")]
    [InlineData("%2e%2e/..")]
    [InlineData("'; DROP TABLE state; --")]
    [InlineData("日本語-العربية-🙂-é")]
    [InlineData("K")]
    [InlineData("k")]
    public async Task Write_OddKeys_AreKeptApart(string key)
    {
        var id = GrainId.Create("odd", key);
        var neighbour = GrainId.Create("odd", key + "\0");
        await Write(id, key);
        await Write(neighbour, "neighbour");

        Assert.Equal(key, (await Read(id)).State.Text);
        Assert.Equal("neighbour", (await Read(neighbour)).State.Text);
    }

    [Fact]
    public async Task Write_TwentyMegabytes_IsReadBack()
    {
        var id = NewId();
        var bytes = new byte[20 << 20];
        new Random(1).NextBytes(bytes);
        var state = new HeldState { State = new TestState { Bytes = bytes } };

        await Storage.WriteStateAsync(Name, id, state);

        Assert.True((await Read(id)).State.Bytes.SequenceEqual(bytes));
    }

    [Fact]
    public async Task Write_ManyAtOnceToOneGrain_LetsExactlyOneWin()
    {
        var id = NewId();
        var attempts = Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            try
            {
                await Write(id, $"{i}");
                return i;
            }
            catch (InconsistentStateException)
            {
                return -1;
            }
        }));

        var winner = Assert.Single(await Task.WhenAll(attempts), i => i >= 0);

        Assert.Equal($"{winner}", (await Read(id)).State.Text);
    }

    [Fact]
    public async Task Write_ManyGrainsAtOnce_KeepsEach()
    {
        var ids = Enumerable.Range(0, 200).Select(_ => NewId()).ToArray();

        await Task.WhenAll(ids.Select(id => Task.Run(() => Write(id, id.ToString()))));

        foreach (var id in ids)
            Assert.Equal(id.ToString(), (await Read(id)).State.Text);
    }

    protected static GrainId NewId() => GrainId.Create("test", Guid.NewGuid().ToString("N"));

    private static HeldState New(string? text = null) => new() { State = new TestState { Text = text } };

    private readonly Dictionary<HeldState, GrainId> Ids = [];

    private async Task<HeldState> Write(GrainId id, string text)
    {
        var state = New(text);
        await Storage.WriteStateAsync(Name, id, state);
        lock (Ids)
            Ids[state] = id;
        return state;
    }

    private async Task<HeldState> Read(GrainId id)
    {
        var state = New();
        await Storage.ReadStateAsync(Name, id, state);
        return state;
    }
}
