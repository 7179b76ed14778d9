using SQLitePCL;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// Copies the store while a gateway, in this process or another, goes on writing to it. The copy is the state of one
/// instant: SQLite's online backup under one read transaction. While it runs, the write-ahead log of a busy gateway
/// cannot start over, so it grows by what is written meanwhile.
/// </summary>
public static class SqliteBackup
{
    // About a megabyte at a time: often enough to show progress, seldom enough to cost nothing.
    private const int PagesPerStep = 128;

    /// <summary>
    /// Writes a checked copy of the store to <c>gateway.db</c> in <paramref name="targetDirectory"/>, made where missing.
    /// It appears under that name only when whole and flushed to disk, readable by its owner only. To restore, put it into an empty data directory.
    /// </summary>
    /// <param name="dataDirectory">The gateway's data directory.</param>
    /// <param name="targetDirectory">Where to. A <c>gateway.db</c> that is there already is never overwritten.</param>
    /// <param name="progress">Told the share copied, 0 to 1.</param>
    /// <param name="cancellationToken">Stops between two steps; nothing is left behind.</param>
    /// <returns>The path of the copy.</returns>
    /// <exception cref="StorageException">
    /// There is no store, the target is taken, no space is left, or the copy did not pass SQLite's integrity check.
    /// </exception>
    public static string Run(
        string dataDirectory, string targetDirectory, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var source = Path.Combine(Path.GetFullPath(dataDirectory), SqliteOptions.FileName);
        var target = Path.Combine(Path.GetFullPath(targetDirectory), SqliteOptions.FileName);
        if (!File.Exists(source))
            throw new StorageException(StorageFailure.Inaccessible, $"There is no store at {source}.");
        if (Path.Exists(target))
            throw Taken(target);

        DataDirectory.Create(Path.GetDirectoryName(target) ?? ".");
        var unfinished = $"{target}.{Environment.ProcessId}-{Guid.NewGuid():N}.unfinished";
        try
        {
            Reserve(unfinished);
            Copy(source, unfinished, progress, cancellationToken);
            Verify(unfinished);
            Publish(unfinished, target);
            return target;
        }
        finally
        {
            foreach (var suffix in (ReadOnlySpan<string>)["", "-journal", "-wal", "-shm"])
                File.Delete(unfinished + suffix);
        }
    }

    // SQLite would make it readable by everybody. A file is empty before it is a database, and keeps the mode that it is made with.
    private static void Reserve(string unfinished)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            new FileStream(unfinished, options).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFailure.Inaccessible, $"The copy cannot be made: {exception.Message}", exception);
        }
    }

    private static void Copy(string source, string unfinished, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using var from = Database.OpenExisting(source);
        using var to = Database.OpenWriter(unfinished);
        from.WaitWhenBusy(5000);
        if (Schema.Check(from) == 0)
            throw new StorageException(StorageFailure.Foreign, $"{source} is empty: no gateway has ever used it.");

        // Nobody reads the copy before it is whole and flushed, so it needs no journal and no flushes on the way.
        to.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");

        // The read transaction pins one instant; without it the copy would start over with each commit of the gateway.
        from.Execute("BEGIN");
        from.Scalar("SELECT count(*) FROM sqlite_schema");

        using var backup = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
        if (backup is null || backup.IsInvalid)
            throw to.Failure(raw.SQLITE_ERROR);
        int code;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, PagesPerStep);
            if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
                throw to.Failure(code);
            var pages = Math.Max(1, raw.sqlite3_backup_pagecount(backup));
            progress?.Report((double)(pages - raw.sqlite3_backup_remaining(backup)) / pages);
        }
        while (code == raw.SQLITE_OK);
    }

    private static void Verify(string unfinished)
    {
        using var copy = Database.OpenExisting(unfinished);

        // Pages are copied as they are, the mark of WAL mode included; one plain file is easier to keep and move.
        copy.Execute("PRAGMA journal_mode = DELETE");
        var verdict = copy.Text("PRAGMA integrity_check");
        if (!verdict.Equals("ok", StringComparison.Ordinal))
        {
            throw new StorageException(StorageFailure.Corrupt,
                $"The copy is damaged, so the store is likely to be ({verdict}): keep the backups that you have.");
        }
    }

    private static void Publish(string unfinished, string target)
    {
        using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            file.Flush(flushToDisk: true);
        try
        {
            File.Move(unfinished, target, overwrite: false);
        }
        catch (IOException exception) when (Path.Exists(target))
        {
            throw new StorageException(StorageFailure.AlreadyExists, Taken(target).Message, exception);
        }

        DataDirectory.Flush(Path.GetDirectoryName(target) ?? ".");
    }

    private static StorageException Taken(string target) =>
        new(StorageFailure.AlreadyExists, $"{target} is there already: choose another directory; a backup overwrites nothing.");
}
