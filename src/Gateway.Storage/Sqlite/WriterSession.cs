namespace Gateway.Storage.Sqlite;

/// <summary>The writing connection with its statements. Belongs to the writer's thread.</summary>
internal sealed class WriterSession : IDisposable
{
    // Versions are never used twice, not for another row and not after a row was cleared: an ETag kept from before a
    // clear can never match what was written after it. The upper bits count the openings of the file.
    private const int CounterBits = 40;

    private readonly List<Statement> _statements = [];
    private readonly Statement _selectVersion;
    private long _version;

    private WriterSession(Database database)
    {
        Database = database;
        Begin = Prepare("BEGIN IMMEDIATE");
        Commit = Prepare("COMMIT");
        InsertState = Prepare("INSERT INTO state (key, version, value) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO NOTHING");
        UpdateState = Prepare("UPDATE state SET version = ?2, value = ?3 WHERE key = ?1 AND version = ?4");
        DeleteState = Prepare("DELETE FROM state WHERE key = ?1 AND version = ?2");
        TouchProbe = Prepare("INSERT INTO meta VALUES ('probe', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        UpsertReminder = Prepare(
            """
            INSERT INTO reminder (grain_type, grain_key, name, hash, start_at, period, version)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT DO UPDATE SET start_at = excluded.start_at, period = excluded.period, version = excluded.version
            """);
        DeleteReminder = Prepare("DELETE FROM reminder WHERE grain_type = ?1 AND grain_key = ?2 AND name = ?3 AND version = ?4");
        DeleteReminders = Prepare("DELETE FROM reminder");
        _selectVersion = Prepare("SELECT version FROM state WHERE key = ?1");
    }

    public Database Database { get; }

    public Statement Begin { get; }

    public Statement Commit { get; }

    public Statement InsertState { get; }

    public Statement UpdateState { get; }

    public Statement DeleteState { get; }

    public Statement TouchProbe { get; }

    public Statement UpsertReminder { get; }

    public Statement DeleteReminder { get; }

    public Statement DeleteReminders { get; }

    /// <summary>Opens, creates or migrates the file, and copies into it what a killed process left in the log.</summary>
    public static WriterSession Open(string path, SqliteOptions options)
    {
        var database = Database.OpenWriter(path);
        try
        {
            Configure(database, options);
            Schema.Prepare(database);
            database.Checkpoint(SQLitePCL.raw.SQLITE_CHECKPOINT_TRUNCATE);
            var session = new WriterSession(database);
            session.BeginEpoch();
            return session;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public long NextVersion() => ++_version;

    public long? StateVersion(ReadOnlySpan<byte> key)
    {
        var found = _selectVersion.Bind(1, key).Step();
        long? version = found ? _selectVersion.Int64(0) : null;
        _selectVersion.Reset();
        return version;
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        Database.Dispose();
    }

    private static void Configure(Database database, SqliteOptions options)
    {
        database.WaitWhenBusy((int)options.BusyTimeout.TotalMilliseconds);

        // First of all whether the file is ours: a foreign file is not to be touched, not even its journal mode.
        var isNew = Schema.Check(database) == 0;
        if (database.IsReadOnly)
            throw SqliteErrors.From(SQLitePCL.raw.SQLITE_READONLY, "opened read-only", database.Path);
        if (isNew)
            database.Execute($"PRAGMA page_size = {Tuning.PageSize}");
        if (database.Text("PRAGMA journal_mode = WAL") is var mode && !mode.Equals("wal", StringComparison.OrdinalIgnoreCase))
        {
            throw new StorageException(StorageFailure.Inaccessible,
                $"{database.Path} cannot have a write-ahead log (SQLite offers '{mode}'): keep the data directory on a local file system.");
        }

        database.Execute(
            $"""
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = {options.CheckpointBytes * Tuning.HardLimitFactor};
            PRAGMA cache_size = -{options.WriterCacheBytes >> 10};
            PRAGMA temp_store = MEMORY;
            """);
    }

    private void BeginEpoch()
    {
        Database.Execute("UPDATE meta SET value = value + 1 WHERE name = 'epoch'");
        _version = Database.Scalar("SELECT value FROM meta WHERE name = 'epoch'") << CounterBits;
    }

    private Statement Prepare(string sql)
    {
        var statement = Database.Prepare(sql);
        _statements.Add(statement);
        return statement;
    }
}
