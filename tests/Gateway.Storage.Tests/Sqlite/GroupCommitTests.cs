using Gateway.Storage.Sqlite;

namespace Gateway.Storage.Tests.Sqlite;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Writes_IssuedTogether_ShareFewCommits()
    {
        await using var fixture = new StoreFixture();

        var writes = Enumerable.Range(0, 1000).Select(i => fixture.Store.Write(Put(i)));
        await Task.WhenAll(writes);

        Assert.InRange(fixture.Store.Metrics.Commits, 1, 100);
    }

    [Fact]
    public async Task Writers_EachOneAtATime_ShareCommits()
    {
        await using var fixture = new StoreFixture();
        const int Puts = 400;
        const int Phases = 4;
        var next = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var put && put <= Puts)
            {
                for (var phase = 0; phase < Phases; phase++)
                    await fixture.Store.Write(Put((put * Phases) + phase));
            }
        })));

        // One each would be 4; a loaded machine is given room, the figure itself is the benchmarks' business.
        Assert.InRange(fixture.Store.Metrics.Commits / (double)Puts, 0, 2.5);
    }

    [Fact]
    public async Task Conflict_AmongNeighbours_FailsAlone()
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.Write(Put(7));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => fixture.Store.Write(Put(i))));

        Assert.Equal([7], results.Index().Where(result => result.Item.IsConflict).Select(result => result.Index));
        foreach (var i in Enumerable.Range(0, 20))
            Assert.NotNull(await fixture.Store.ReadBytes(Key(i)));
    }

    [Fact]
    public async Task Completion_OfAWrite_DoesNotRunOnTheWritersThread()
    {
        await using var fixture = new StoreFixture();

        var name = await fixture.Store.Write(Put(1)).ContinueWith(
            _ => Thread.CurrentThread.Name, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        Assert.NotEqual("Gateway store writer", name);
    }

    [Fact]
    public async Task Queue_Full_LetsCallersWaitAndLosesNone()
    {
        await using var fixture = new StoreFixture(new SqliteOptions { MaxQueuedBytes = 1 << 20, MaxWritesPerCommit = 4 });
        var text = new string('x', 200_000);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(async () =>
            await fixture.Storage.WriteStateAsync("s", GrainId.Create("t", $"{i}"), new HeldState { State = new TestState { Text = text } }))));

        foreach (var i in Enumerable.Range(0, 60))
            Assert.NotNull(await fixture.Store.ReadBytes(StateKey.Of("s", GrainId.Create("t", $"{i}"))));
    }

    [Fact]
    public async Task WaitForRoom_BeyondTheBound_WaitsUntilWritesAreDone()
    {
        var queue = new WriteQueue(100);
        Assert.True(queue.WaitForRoomAsync().IsCompleted);
        queue.TryAdd(Rows.Put(new byte[60], new byte[60], null));

        var waiting = queue.WaitForRoomAsync();
        Assert.False(waiting.IsCompleted);

        queue.Release(120, 1);
        await waiting;
    }

    [Fact]
    public async Task Log_UnderSteadyWrites_StaysBounded()
    {
        var options = new SqliteOptions { CheckpointBytes = 1 << 20 };
        await using var fixture = new StoreFixture(options);

        for (var round = 0; round < 40; round++)
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => fixture.Store.Write(Rows.Put(Key((round * 50) + i), new byte[9000], null))));

        Assert.True(fixture.Store.Metrics.Checkpoints > 0);

        // The limit, and one commit that may go beyond it.
        Assert.InRange(new FileInfo(fixture.Store.Path + "-wal").Length, 1, (4 << 20) + (2 << 20));
    }

    private static PutState Put(int i) => Rows.Put(Key(i), new byte[200], null);

    private static byte[] Key(int i) => StateKey.Of("s", GrainId.Create("t", $"{i}"));
}
