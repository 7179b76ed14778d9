using SQLitePCL;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// One connection, straight on SQLite's C interface: a row written costs the bind and the step, no command, parameter or
/// reader objects. Not thread-safe: SQLite's own mutexes are off (NOMUTEX), whoever holds it is alone with it.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _handle;

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    public string Path { get; }

    public bool IsReadOnly => raw.sqlite3_db_readonly(_handle, "main") == 1;

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    internal sqlite3 Handle => _handle;

    public static Database OpenWriter(string path) =>
        Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    public static Database OpenExisting(string path) => Open(path, raw.SQLITE_OPEN_READWRITE);

    public static Database OpenReader(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return new Statement(this, statement);
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    public long Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public string Text(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>Copies what it can from the log into the file; in <see cref="CheckpointResult.Busy"/> somebody else was at it.</summary>
    public CheckpointResult Checkpoint(int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", mode, out var frames, out var copied);
        if (code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
            return new CheckpointResult(true, Math.Max(frames, 0), Math.Max(copied, 0));
        Check(code);
        return new CheckpointResult(false, Math.Max(frames, 0), Math.Max(copied, 0));
    }

    /// <summary>Pages that this connection has written since it was last asked: in WAL mode, frames of the log.</summary>
    public int TakePagesWritten() =>
        raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1) == raw.SQLITE_OK ? pages : 0;

    public void WaitWhenBusy(int milliseconds) => raw.sqlite3_busy_timeout(_handle, milliseconds);

    public void RollBack()
    {
        // SQLite rolls back by itself after some errors; asking again would be an error of its own.
        if (InTransaction)
            raw.sqlite3_exec(_handle, "ROLLBACK");
    }

    public StorageException Failure(int code) =>
        SqliteErrors.From(
            raw.sqlite3_extended_errcode(_handle) is var extended && (extended & 0xff) == (code & 0xff) ? extended : code,
            raw.sqlite3_errmsg(_handle).utf8_to_string(),
            Path);

    public void Dispose() => _handle.Dispose();

    internal void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failure(code);
    }

    private static Database Open(string path, int flags)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle, path);
        if (code == raw.SQLITE_OK)
        {
            raw.sqlite3_extended_result_codes(handle, 1);
            return database;
        }

        using (database)
            throw database.Failure(code);
    }
}

internal readonly record struct CheckpointResult(bool Busy, int Frames, int Copied);
