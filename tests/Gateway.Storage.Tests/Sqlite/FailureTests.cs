using Gateway.Storage.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using SQLitePCL;

namespace Gateway.Storage.Tests.Sqlite;

/// <summary>The store while it is open and something goes wrong with it.</summary>
public sealed class FailureTests : IAsyncDisposable
{
    private readonly StoreFixture _fixture = new();

    private SqliteStore Store => _fixture.Store;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Write_DiskFull_FailsSurelyAndRetryablyAndGoesOnWhenThereIsRoom()
    {
        await Put(1, 100);
        var limit = await FillAsync();

        var refused = await Assert.ThrowsAsync<StorageException>(() => Put(2, 500_000));

        Assert.Equal(StorageFailure.Full, refused.Failure);
        Assert.True(refused.IsRetryable);
        Assert.IsNotType<StorageOutcomeUnknownException>(refused);
        Assert.Null(await Store.ReadBytes([2]));
        Assert.NotNull(await Store.ReadBytes([1]));

        await Store.Write(new RunSql($"PRAGMA max_page_count = {limit + 1000}"));
        Assert.False((await Put(2, 500_000)).IsConflict);
        Assert.NotNull(await Store.ReadBytes([2]));
    }

    [Fact]
    public async Task Write_DiskFull_LeavesTheGrainsETagAsItWas()
    {
        var id = GrainId.Create("t", "1");
        var state = new HeldState { State = new TestState { Text = "small" } };
        await _fixture.Storage.WriteStateAsync("s", id, state);
        var etag = state.ETag;
        var limit = await FillAsync();
        state.State = new TestState { Text = new string('x', 500_000) };

        await Assert.ThrowsAsync<StorageException>(() => _fixture.Storage.WriteStateAsync("s", id, state));
        Assert.Equal(etag, state.ETag);

        await Store.Write(new RunSql($"PRAGMA max_page_count = {limit + 1000}"));
        await _fixture.Storage.WriteStateAsync("s", id, state);
        Assert.NotEqual(etag, state.ETag);
    }

    [Fact]
    public async Task Health_AfterAFailedWrite_IsNotReadyUntilWritesWorkAgainThoughNobodyWrites()
    {
        await using var fixture = new StoreFixture(new SqliteOptions { BusyTimeout = TimeSpan.Zero });
        Assert.True((await fixture.Store.CheckAsync()).IsReady);
        using var other = Database.OpenExisting(fixture.Store.Path);
        other.Execute("BEGIN IMMEDIATE");
        await Assert.ThrowsAsync<StorageException>(() => fixture.Store.Write(new Probe()));

        var failing = await fixture.Store.CheckAsync();
        Assert.False(failing.IsReady);
        Assert.Contains(fixture.Store.Path, failing.Problem, StringComparison.Ordinal);

        other.Execute("ROLLBACK");
        var working = await fixture.Store.CheckAsync();
        Assert.True(working.IsReady);
        Assert.Null(working.Problem);
        Assert.NotNull(working.LastWrite);
    }

    [Fact]
    public async Task Health_Closed_IsNotReady()
    {
        await Store.CloseAsync();

        Assert.False((await Store.CheckAsync()).IsReady);
    }

    [Fact]
    public async Task Write_ReadOnly_SaysSoAndIsNotRetryable()
    {
        await Store.Write(new RunSql("PRAGMA query_only = 1"));

        var exception = await Assert.ThrowsAsync<StorageException>(() => Put(1, 10));

        Assert.Equal(StorageFailure.ReadOnly, exception.Failure);
        Assert.False(exception.IsRetryable);
    }

    [Fact]
    public async Task Write_AnotherProgramHoldsTheLock_IsBusyThenWorks()
    {
        await using var fixture = new StoreFixture(new SqliteOptions { BusyTimeout = TimeSpan.Zero });
        using var other = Database.OpenExisting(fixture.Store.Path);
        other.Execute("BEGIN IMMEDIATE");

        var exception = await Assert.ThrowsAsync<StorageException>(() => fixture.Store.Write(new Probe()));
        Assert.Equal(StorageFailure.Busy, exception.Failure);
        Assert.True(exception.IsRetryable);

        other.Execute("ROLLBACK");
        Assert.True(await fixture.Store.Write(new Probe()));
    }

    [Fact]
    public async Task Write_TooLarge_FailsAloneAmongItsNeighbours()
    {
        var writes = new List<Task>();
        var tooLarge = new TooLarge();
        writes.Add(Put(1, 10));
        var refused = Store.Write(tooLarge);
        writes.Add(Put(2, 10));

        await Task.WhenAll(writes);
        Assert.Equal(StorageFailure.TooLarge, (await Assert.ThrowsAsync<StorageException>(() => refused)).Failure);
        Assert.NotNull(await Store.ReadBytes([1]));
        Assert.NotNull(await Store.ReadBytes([2]));
    }

    [Theory]
    [InlineData(raw.SQLITE_FULL, StorageFailure.Full, false)]
    [InlineData(raw.SQLITE_BUSY, StorageFailure.Busy, false)]
    [InlineData(raw.SQLITE_READONLY, StorageFailure.ReadOnly, false)]
    [InlineData(raw.SQLITE_READONLY | (8 << 8), StorageFailure.ReadOnly, false)]
    [InlineData(raw.SQLITE_CANTOPEN, StorageFailure.Inaccessible, true)]
    [InlineData(raw.SQLITE_CORRUPT, StorageFailure.Corrupt, true)]
    [InlineData(raw.SQLITE_NOTADB, StorageFailure.Corrupt, true)]
    [InlineData(raw.SQLITE_IOERR | (4 << 8), StorageFailure.InputOutput, true)]
    [InlineData(raw.SQLITE_NOMEM, StorageFailure.InputOutput, true)]
    public void Error_OfEachKind_HasItsNameAndItsOutcome(int code, StorageFailure expected, bool unknownAtCommit)
    {
        var exception = SqliteErrors.From(code, "detail", "/data/gateway.db");

        Assert.Equal(expected, exception.Failure);
        Assert.Contains("/data/gateway.db", exception.Message, StringComparison.Ordinal);
        Assert.Equal(unknownAtCommit, SqliteErrors.LeavesOutcomeUnknown(exception.Failure));
    }

    [Fact]
    public void Error_AcrossTheWire_KeepsItsKind()
    {
        Exception sent = new StorageOutcomeUnknownException(StorageFailure.InputOutput, "sentence");

        var received = Assert.IsType<StorageOutcomeUnknownException>(StoreFixture.AcrossTheWire(sent));

        Assert.Equal(StorageFailure.InputOutput, received.Failure);
        Assert.Equal("sentence", received.Message);
        Assert.Equal(StorageFailure.Full, StoreFixture.AcrossTheWire(new StorageException(StorageFailure.Full, "full")).Failure);
    }

    [Fact]
    public async Task Commit_FailsAtItsFlush_IsOfUnknownOutcomeAndTheStoreRecovers()
    {
        // No disk that fails on demand is at hand: a commit hook makes COMMIT itself fail, as a failed flush would.
        var exception = await Assert.ThrowsAsync<StorageOutcomeUnknownException>(() => Store.Write(new BreakCommit()));
        Assert.Equal(StorageFailure.InputOutput, exception.Failure);

        Assert.False((await Put(2, 10)).IsConflict);
        Assert.NotNull(await Store.ReadBytes([2]));
    }

    [Fact]
    public async Task Write_FaultOfOurOwn_FailsItsCallersAndNotTheOnesAfter()
    {
        var exception = await Assert.ThrowsAsync<StorageException>(() => Store.Write(new Faulty()));
        Assert.IsType<InvalidOperationException>(exception.InnerException);
        Assert.IsNotType<StorageOutcomeUnknownException>(exception);

        Assert.False((await Put(1, 10)).IsConflict);
    }

    [Fact]
    public async Task Health_CommitThatDoesNotEnd_IsNotReady()
    {
        var time = new FakeTimeProvider();
        await using var fixture = new StoreFixture(time: time);
        using var hanging = new Hanging();
        var write = fixture.Store.Write(hanging);
        await hanging.Reached;
        Assert.True((await fixture.Store.CheckAsync()).IsReady);

        time.Advance(TimeSpan.FromSeconds(11));
        Assert.False((await fixture.Store.CheckAsync()).IsReady);

        hanging.Release();
        await write;
        Assert.True((await fixture.Store.CheckAsync()).IsReady);
    }

    [Fact]
    public async Task Read_UnknownFormat_SaysNewerVersion()
    {
        var id = GrainId.Create("t", "1");
        await Store.Write(Rows.Put(StateKey.Of("s", id), [99, 1, 2], null));

        var exception = await Assert.ThrowsAsync<StorageException>(() => _fixture.Storage.ReadStateAsync("s", id, new HeldState()));

        Assert.Equal(StorageFailure.NewerVersion, exception.Failure);
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 255, 255, 255, 255, 255 })]
    public async Task Read_DamagedValue_SaysCorruptAndNamesTheGrain(byte[] value)
    {
        var id = GrainId.Create("t", "broken");
        await Store.Write(Rows.Put(StateKey.Of("s", id), value, null));

        var exception = await Assert.ThrowsAsync<StorageException>(() => _fixture.Storage.ReadStateAsync("s", id, new HeldState()));

        Assert.Equal(StorageFailure.Corrupt, exception.Failure);
        Assert.Contains("t/broken", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not hex")]
    [InlineData("")]
    [InlineData("123456789012345678901234567890")]
    public async Task Write_ETagOfAnotherStore_IsInconsistent(string etag) =>
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            _fixture.Storage.WriteStateAsync("s", GrainId.Create("t", "1"), new HeldState { ETag = etag }));

    private Task<ConditionalResult> Put(byte key, int length) => Store.Write(Rows.Put([key], new byte[length], null));

    /// <summary>Leaves the file no page to grow by, as a full disk would; tells its size.</summary>
    private async Task<long> FillAsync()
    {
        using var database = Database.OpenReader(Store.Path);
        var pages = database.Scalar("PRAGMA page_count");
        await Store.Write(new RunSql($"PRAGMA max_page_count = {pages}"));
        return pages;
    }

    private sealed class TooLarge() : StoreWrite<bool>(1)
    {
        protected override bool Run(WriterSession session) =>
            throw SqliteErrors.From(raw.SQLITE_TOOBIG, "string or blob too big", session.Database.Path);
    }

    private sealed class Faulty() : StoreWrite<bool>(1)
    {
        protected override bool Run(WriterSession session) => throw new InvalidOperationException("A fault of ours.");
    }

    private sealed class Hanging() : StoreWrite<bool>(1), IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _goOn = new(0);

        public Task Reached => _reached.Task;

        public void Release() => _goOn.Release();

        public void Dispose() => _goOn.Dispose();

        protected override bool Run(WriterSession session)
        {
            _reached.SetResult();
            _goOn.Wait();
            return true;
        }
    }

    private sealed class BreakCommit() : StoreWrite<bool>(1)
    {
        protected override bool Run(WriterSession session)
        {
            var commits = 0;
            raw.sqlite3_commit_hook(session.Database.Handle, _ => commits++ == 0 ? 1 : 0, null);
            session.TouchProbe.Bind(1, 1).Run();
            return true;
        }
    }
}
