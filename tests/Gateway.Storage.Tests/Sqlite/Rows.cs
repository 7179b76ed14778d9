using Gateway.Storage.Sqlite;

namespace Gateway.Storage.Tests.Sqlite;

/// <summary>Rows of the state table as plain bytes.</summary>
internal static class Rows
{
    public static PutState Put(byte[] key, byte[] value, long? expected) => new(key, ValueBytes.Of(value), expected);

    public static ValueTask<StateRow<byte[]>?> ReadBytes(this SqliteStore store, byte[] key) =>
        store.ReadState(key, static value => value.ToArray());
}
