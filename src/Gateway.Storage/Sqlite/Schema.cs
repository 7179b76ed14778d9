namespace Gateway.Storage.Sqlite;

/// <summary>
/// What the file holds. <c>application_id</c> tells a gateway's file from any other, <c>user_version</c> is the schema's
/// version. A step once released is never changed; a new version is a new step at the end.
/// </summary>
internal static class Schema
{
    /// <summary>"GWAY".</summary>
    public const int ApplicationId = 0x47574159;

    private static readonly string[] Steps =
    [
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO meta VALUES ('epoch', 0);
        CREATE TABLE state (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, version INTEGER NOT NULL, value BLOB NOT NULL);
        CREATE TABLE reminder (
            grain_type BLOB NOT NULL, grain_key BLOB NOT NULL, name BLOB NOT NULL, hash INTEGER NOT NULL,
            start_at INTEGER NOT NULL, period INTEGER NOT NULL, version INTEGER NOT NULL,
            PRIMARY KEY (grain_type, grain_key, name)) WITHOUT ROWID;
        CREATE INDEX reminder_by_hash ON reminder (hash);
        """,
    ];

    public static int Version => Steps.Length;

    /// <summary>Creates or migrates, one transaction per step; throws when the file is not ours or is newer than this code.</summary>
    public static void Prepare(Database database)
    {
        if (Check(database) is var version && version == Version)
            return;

        for (var step = version; step < Version; step++)
            Apply(database, step);
    }

    /// <summary>The version of the schema in the file, 0 where it is empty.</summary>
    public static int Check(Database database)
    {
        var application = database.Scalar("PRAGMA application_id");
        var version = database.Scalar("PRAGMA user_version");
        var isEmpty = database.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
        if (application != ApplicationId && !(isEmpty && application == 0 && version == 0))
        {
            throw new StorageException(StorageFailure.Foreign,
                $"{database.Path} is not a gateway's database: point Gateway:DataDirectory elsewhere.");
        }

        if (version > Version)
        {
            throw new StorageException(StorageFailure.NewerVersion,
                $"{database.Path} was written by a newer gateway (schema {version}; this one knows up to {Version}): run that version, or restore a backup made before it.");
        }

        return (int)version;
    }

    private static void Apply(Database database, int step)
    {
        try
        {
            database.Execute(
                $"""
                BEGIN IMMEDIATE;
                {Steps[step]}
                PRAGMA application_id = {ApplicationId};
                PRAGMA user_version = {step + 1};
                COMMIT;
                """);
        }
        catch
        {
            database.RollBack();
            throw;
        }
    }
}
