using SQLitePCL;

namespace Gateway.Storage.Sqlite;

/// <summary>A prepared statement, kept for the life of its connection. Parameters and columns as SQLite counts them: from 1, from 0.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        database.Check(raw.sqlite3_bind_blob(handle, index, value));
        return this;
    }

    public Statement Bind(int index, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, index, value));
        return this;
    }

    /// <summary>True: a row is there. False: the statement is done. Every use ends with <see cref="Reset"/>.</summary>
    public bool Step() => raw.sqlite3_step(handle) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var code => throw Fail(code),
    };

    /// <summary>Runs a statement without rows and tells how many rows it changed.</summary>
    public int Run()
    {
        var code = raw.sqlite3_step(handle);
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
            throw Fail(code);
        var changes = database.Changes;
        Reset();
        return changes;
    }

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>Valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    /// <summary>Ends the read transaction that a step has begun, and lets go of the bound values' memory.</summary>
    public void Reset()
    {
        // The code that reset gives repeats the step's error, which was thrown already.
        raw.sqlite3_reset(handle);
        raw.sqlite3_clear_bindings(handle);
    }

    public void Dispose() => handle.Dispose();

    private StorageException Fail(int code)
    {
        var failure = database.Failure(code);
        Reset();
        return failure;
    }
}
