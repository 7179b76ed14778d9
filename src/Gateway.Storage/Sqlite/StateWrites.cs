namespace Gateway.Storage.Sqlite;

/// <summary>What became of a conditional write: the row's version now, and whether the write was refused for it.</summary>
/// <param name="Stored">Version in the store; null: no row.</param>
/// <param name="IsConflict">The write was refused, nothing is changed.</param>
internal readonly record struct ConditionalResult(long? Stored, bool IsConflict);

/// <summary>A row of the state table; its length in bytes, as stored.</summary>
internal sealed record StateRow<T>(long Version, T State, int Length);

/// <summary>Makes a state of a row's bytes, which are valid for the call only.</summary>
internal delegate T StateDecoder<out T>(ReadOnlySpan<byte> value);

internal sealed class PutState(byte[] key, ValueBytes value, long? expected) : StoreWrite<ConditionalResult>(key.Length + value.Length)
{
    protected override ConditionalResult Run(WriterSession session)
    {
        var version = session.NextVersion();
        var changed = expected is { } old
            ? session.UpdateState.Bind(1, key).Bind(2, version).Bind(3, value.Span).Bind(4, old).Run()
            : session.InsertState.Bind(1, key).Bind(2, version).Bind(3, value.Span).Run();
        return changed == 1 ? new ConditionalResult(version, false) : new ConditionalResult(session.StateVersion(key), true);
    }

    // SQLite has its own copy by then, and no write runs twice.
    protected override void Finish() => value.Dispose();
}

internal sealed class DeleteState(byte[] key, long? expected) : StoreWrite<ConditionalResult>(key.Length)
{
    protected override ConditionalResult Run(WriterSession session)
    {
        if (expected is { } old && session.DeleteState.Bind(1, key).Bind(2, old).Run() == 1)
            return new ConditionalResult(null, false);
        var stored = session.StateVersion(key);
        return new ConditionalResult(stored, IsConflict: stored != expected);
    }
}

/// <summary>Proves that the store can write: an ordinary small write through the ordinary queue.</summary>
internal sealed class Probe() : StoreWrite<bool>(16)
{
    protected override bool Run(WriterSession session)
    {
        session.TouchProbe.Bind(1, session.NextVersion()).Run();
        return true;
    }
}
