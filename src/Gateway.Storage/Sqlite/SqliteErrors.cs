using SQLitePCL;

namespace Gateway.Storage.Sqlite;

/// <summary>Turns SQLite's result codes into sentences that an operator can act upon.</summary>
internal static class SqliteErrors
{
    public static StorageException From(int code, string detail, string path)
    {
        var (failure, sentence) = (code & 0xff) switch
        {
            raw.SQLITE_FULL => (StorageFailure.Full,
                $"No space is left for {path}: free some; the gateway goes on by itself."),
            raw.SQLITE_READONLY => (StorageFailure.ReadOnly,
                $"{path} cannot be written to: check its owner, its permissions and how the file system is mounted."),
            raw.SQLITE_PERM or raw.SQLITE_CANTOPEN or raw.SQLITE_AUTH => (StorageFailure.Inaccessible,
                $"{path} cannot be opened: check that it is a file that the gateway may read and write."),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => (StorageFailure.Busy,
                $"Another program holds the write lock of {path}: end it, or wait for it."),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => (StorageFailure.Corrupt,
                $"{path} is damaged or no database: stop the gateway and restore a backup."),
            raw.SQLITE_TOOBIG => (StorageFailure.TooLarge,
                $"A value is too large for {path}."),
            raw.SQLITE_IOERR => (StorageFailure.InputOutput,
                $"Reading or writing {path} failed: check the disk and the system's log."),
            _ => (StorageFailure.InputOutput, $"{path} failed in an unforeseen way."),
        };
        return new StorageException(failure, $"{sentence} (SQLite {code}: {detail})");
    }

    /// <summary>
    /// Whether a COMMIT that failed thus may still be found after a crash. "Disk full" may not: the frame that ends the
    /// transaction is written last, so without room for it there is no whole transaction in the log. An I/O error may
    /// come from the flush, after that frame.
    /// </summary>
    public static bool LeavesOutcomeUnknown(StorageFailure failure) =>
        failure is not (StorageFailure.Full or StorageFailure.Busy or StorageFailure.ReadOnly);
}
