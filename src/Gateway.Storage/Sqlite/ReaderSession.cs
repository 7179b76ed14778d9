namespace Gateway.Storage.Sqlite;

/// <summary>A reading connection with its statements; one caller at a time.</summary>
internal sealed class ReaderSession : IDisposable
{
    private const string ReminderColumns = "SELECT grain_type, grain_key, name, start_at, period, version FROM reminder";

    private readonly Database _database;
    private readonly Statement _selectState;
    private Statement? _reminder;
    private Statement? _remindersOfGrain;
    private Statement? _remindersBetween;
    private Statement? _remindersOutside;

    private ReaderSession(Database database)
    {
        _database = database;
        _selectState = database.Prepare("SELECT version, value FROM state WHERE key = ?1");
    }

    public Statement Reminder =>
        _reminder ??= _database.Prepare($"{ReminderColumns} WHERE grain_type = ?1 AND grain_key = ?2 AND name = ?3");

    public Statement RemindersOfGrain =>
        _remindersOfGrain ??= _database.Prepare($"{ReminderColumns} WHERE grain_type = ?1 AND grain_key = ?2");

    public Statement RemindersBetween =>
        _remindersBetween ??= _database.Prepare($"{ReminderColumns} WHERE hash > ?1 AND hash <= ?2");

    public Statement RemindersOutside =>
        _remindersOutside ??= _database.Prepare($"{ReminderColumns} WHERE hash > ?1 OR hash <= ?2");

    public static ReaderSession Open(string path, SqliteOptions options)
    {
        var database = Database.OpenReader(path);
        try
        {
            database.WaitWhenBusy((int)options.BusyTimeout.TotalMilliseconds);
            database.Execute($"PRAGMA cache_size = -{options.ReaderCacheBytes >> 10}");
            return new ReaderSession(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public StateRow<T>? State<T>(ReadOnlySpan<byte> key, StateDecoder<T> decode)
    {
        try
        {
            if (!_selectState.Bind(1, key).Step())
                return null;
            var value = _selectState.Blob(1);
            return new StateRow<T>(_selectState.Int64(0), decode(value), value.Length);
        }
        finally
        {
            _selectState.Reset();
        }
    }

    public void Dispose()
    {
        _selectState.Dispose();
        _reminder?.Dispose();
        _remindersOfGrain?.Dispose();
        _remindersBetween?.Dispose();
        _remindersOutside?.Dispose();
        _database.Dispose();
    }
}
