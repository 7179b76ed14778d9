namespace Gateway.Storage.Tests;

/// <summary>What Orleans' reminder service expects of any <see cref="IReminderTable"/>.</summary>
public abstract class ReminderTableContract
{
    private static readonly DateTime Start = new(2026, 3, 1, 12, 30, 15, 123, DateTimeKind.Utc);

    protected abstract IReminderTable Table { get; }

    /// <summary>Whether names may hold control characters; else a reminder of such a name is refused.</summary>
    protected virtual bool TakesControlCharacters => true;

    [Fact]
    public async Task ReadRow_Missing_IsNull() => Assert.Null(await Table.ReadRow(NewId(), "none"));

    [Fact]
    public async Task ReadRows_GrainWithoutReminders_IsEmpty() => Assert.Empty((await Table.ReadRows(NewId())).Reminders);

    [Fact]
    public async Task Upsert_New_IsReadBackWhole()
    {
        var entry = New(NewId(), "carry on");

        var etag = await Table.UpsertRow(entry);

        var read = await Table.ReadRow(entry.GrainId, entry.ReminderName);
        Assert.NotNull(read);
        Assert.Equal(entry.GrainId, read.GrainId);
        Assert.Equal(entry.GrainId.GetUniformHashCode(), read.GrainId.GetUniformHashCode());
        Assert.Equal("carry on", read.ReminderName);
        Assert.Equal(Start, read.StartAt);
        Assert.Equal(TimeSpan.FromMinutes(7), read.Period);
        Assert.Equal(etag, read.ETag);
    }

    [Fact]
    public async Task Upsert_Existing_ReplacesItUnderAnotherETag()
    {
        var id = NewId();
        var first = await Table.UpsertRow(New(id, "r"));
        var changed = New(id, "r");
        changed.Period = TimeSpan.FromHours(3);

        var second = await Table.UpsertRow(changed);

        Assert.NotEqual(first, second);
        var read = Assert.Single((await Table.ReadRows(id)).Reminders);
        Assert.Equal(TimeSpan.FromHours(3), read.Period);
        Assert.Equal(second, read.ETag);
    }

    [Fact]
    public async Task Remove_CurrentETag_Removes()
    {
        var entry = New(NewId(), "r");
        var etag = await Table.UpsertRow(entry);

        Assert.True(await Table.RemoveRow(entry.GrainId, "r", etag!)); // An upsert always answers with an ETag.

        Assert.Null(await Table.ReadRow(entry.GrainId, "r"));
    }

    [Fact]
    public async Task Remove_StaleETag_KeepsTheRow()
    {
        var entry = New(NewId(), "r");
        var stale = await Table.UpsertRow(entry);
        await Table.UpsertRow(New(entry.GrainId, "r"));

        Assert.False(await Table.RemoveRow(entry.GrainId, "r", stale!)); // An upsert always answers with an ETag.

        Assert.NotNull(await Table.ReadRow(entry.GrainId, "r"));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("not an etag")]
    [InlineData("")]
    public async Task Remove_ForeignETagOrMissingRow_IsFalse(string etag)
    {
        var entry = New(NewId(), "r");
        await Table.UpsertRow(entry);

        Assert.False(await Table.RemoveRow(entry.GrainId, "r", etag));
        Assert.False(await Table.RemoveRow(NewId(), "r", etag));
    }

    [Fact]
    public async Task ReadRows_OfOneGrain_GivesAllOfItsAndNoOthers()
    {
        var id = NewId();
        await Table.UpsertRow(New(id, "a"));
        await Table.UpsertRow(New(id, "b"));
        await Table.UpsertRow(New(NewId(), "c"));

        var names = (await Table.ReadRows(id)).Reminders.Select(entry => entry.ReminderName);

        Assert.Equal(["a", "b"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ReadRows_Range_ExcludesItsBeginAndIncludesItsEnd()
    {
        var (low, high) = await TwoRows();

        Assert.Equal([high], await Between(low, high));
        Assert.Equal([low], await Between(low - 1, low));
        Assert.Equal([low, high], await Between(low - 1, high));
        Assert.Empty(await Between(low, high - 1));
    }

    [Fact]
    public async Task ReadRows_RangeOverTheTop_GivesBothEnds()
    {
        var (low, high) = await TwoRows();

        Assert.Equal([low], await Between(high, low));
        Assert.Equal([low, high], await Between(high - 1, low));
        Assert.Equal([high], await Between(high - 1, low - 1));
        Assert.Empty(await Between(high, low - 1));
    }

    [Fact]
    public async Task ReadRows_BeginEqualToEnd_IsTheWholeRing()
    {
        var (low, high) = await TwoRows();

        Assert.Equal([low, high], await Between(low, low));
        Assert.Equal([low, high], await Between(0, 0));
        Assert.Equal([low, high], await Between(uint.MaxValue, uint.MaxValue));
    }

    [Theory]
    [InlineData("with/slash")]
    [InlineData("日本語 🙂")]
    [InlineData("nul\0inside")]
    [InlineData("'; DROP TABLE reminder; --")]
    public async Task Upsert_OddNames_AreKeptApart(string name)
    {
        var id = GrainId.Create("odd", name);
        if (!TakesControlCharacters && name.Any(char.IsControl))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => Table.UpsertRow(New(id, name)));
            Assert.Empty((await Table.ReadRows(0, 0)).Reminders);
            return;
        }

        await Table.UpsertRow(New(id, name));
        await Table.UpsertRow(New(id, name + (TakesControlCharacters ? "\0" : "~")));

        Assert.Equal(2, (await Table.ReadRows(id)).Reminders.Count);
        Assert.Equal(name, (await Table.ReadRow(id, name))?.ReminderName);
    }

    [Fact]
    public async Task Clear_Rows_LeavesNone()
    {
        var id = NewId();
        await Table.UpsertRow(New(id, "r"));

        await Table.TestOnlyClearTable();

        Assert.Empty((await Table.ReadRows(0, 0)).Reminders);
    }

    private static GrainId NewId() => GrainId.Create("test", Guid.NewGuid().ToString("N"));

    private static ReminderEntry New(GrainId id, string name) =>
        new() { GrainId = id, ReminderName = name, StartAt = Start, Period = TimeSpan.FromMinutes(7) };

    private async Task<uint[]> Between(uint begin, uint end) =>
        [.. (await Table.ReadRows(begin, end)).Reminders.Select(entry => entry.GrainId.GetUniformHashCode()).Order()];

    /// <summary>The only two rows of the table; the hash of one is above the signed range, where a careless column would err.</summary>
    private async Task<(uint Low, uint High)> TwoRows()
    {
        await Table.TestOnlyClearTable();
        var ids = Enumerable.Range(0, 1000).Select(i => GrainId.Create("hash", $"{i}")).OrderBy(id => id.GetUniformHashCode()).ToArray();
        await Table.UpsertRow(New(ids[10], "r"));
        await Table.UpsertRow(New(ids[990], "r"));
        return (ids[10].GetUniformHashCode(), ids[990].GetUniformHashCode());
    }
}
