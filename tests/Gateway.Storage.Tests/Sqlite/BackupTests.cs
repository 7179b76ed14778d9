using Gateway.Storage.Sqlite;

namespace Gateway.Storage.Tests.Sqlite;

public sealed class BackupTests : IDisposable
{
    private readonly string _target = StoreFixture.NewDirectory();

    private string Copy => Path.Combine(_target, SqliteOptions.FileName);

    public void Dispose() => Directory.Delete(_target, recursive: true);

    [Fact]
    public async Task Run_UnderLoad_CopiesOneInstantWhole()
    {
        // Small checkpoints, so that the log is copied and starts again under the backup's feet where it may.
        await using var fixture = new StoreFixture(new SqliteOptions { CheckpointBytes = 1 << 20 });
        for (var i = 0; i < 100; i++)
            await PutPair(fixture.Store, i);
        using var stop = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            var i = 100;
            for (; !stop.IsCancellationRequested; i++)
                await PutPair(fixture.Store, i);
            return i;
        });
        var shares = new List<double>();

        SqliteBackup.Run(fixture.Directory, _target, new Reports(shares.Add));

        await stop.CancelAsync();
        Assert.True(await load > 100, "Nothing was written meanwhile.");
        Assert.Equal(1, shares[^1]);
        Assert.Equal(shares.Order(), shares);
        await using var restored = new StoreFixture(directory: _target);
        using var database = Database.OpenReader(Copy);
        Assert.True(database.Scalar("SELECT count(*) FROM state") >= 200);

        // Both halves of a pair are written in one commit or the second after the first: never a second without its first.
        Assert.Equal(0, database.Scalar("SELECT count(*) FROM state b WHERE b.key > X'62' AND NOT EXISTS (SELECT 1 FROM state a WHERE a.key = CAST('a' || substr(b.key, 2) AS BLOB))"));
    }

    [Fact]
    public async Task Run_OfAStoppedGatewayThatWasKilled_IncludesItsLog()
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.Write(Rows.Put([1], [2], null));
        var killed = StoreFixture.NewDirectory();
        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(fixture.Store.Path + suffix, Path.Combine(killed, SqliteOptions.FileName + suffix));

        SqliteBackup.Run(killed, _target);

        await using var restored = new StoreFixture(directory: _target);
        Assert.NotNull(await restored.Store.ReadBytes([1]));
        Directory.Delete(killed, recursive: true);
    }

    [Fact]
    public async Task Run_Finished_LeavesOneFile()
    {
        await using var fixture = new StoreFixture();

        Assert.Equal(Copy, SqliteBackup.Run(fixture.Directory, _target));

        Assert.Equal([Copy], Directory.GetFileSystemEntries(_target));
    }

    [Fact]
    public async Task Run_TargetTaken_RefusesAndTouchesNothing()
    {
        await using var fixture = new StoreFixture();
        await File.WriteAllTextAsync(Copy, "precious");

        var exception = Assert.Throws<StorageException>(() => SqliteBackup.Run(fixture.Directory, _target));

        Assert.Equal(StorageFailure.AlreadyExists, exception.Failure);
        Assert.Equal("precious", await File.ReadAllTextAsync(Copy));
        Assert.Equal([Copy], Directory.GetFileSystemEntries(_target));
    }

    [Fact]
    public void Run_NoStore_SaysSo()
    {
        var empty = StoreFixture.NewDirectory();

        Assert.Equal(StorageFailure.Inaccessible, Assert.Throws<StorageException>(() => SqliteBackup.Run(empty, _target)).Failure);

        Directory.Delete(empty);
    }

    [Fact]
    public async Task Run_Cancelled_LeavesNothingBehind()
    {
        await using var fixture = new StoreFixture();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => PutPair(fixture.Store, i)));
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() =>
            SqliteBackup.Run(fixture.Directory, _target, new Reports(_ => stop.Cancel()), stop.Token));

        Assert.Empty(Directory.GetFileSystemEntries(_target));
    }

    private static async Task PutPair(SqliteStore store, int i)
    {
        await store.Write(Rows.Put([(byte)'a', .. System.Text.Encoding.ASCII.GetBytes($"{i}")], new byte[9000], null));
        await store.Write(Rows.Put([(byte)'b', .. System.Text.Encoding.ASCII.GetBytes($"{i}")], new byte[200], null));
    }

    private sealed class Reports(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
