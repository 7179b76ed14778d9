using Orleans.Storage;

namespace Gateway.Storage.Sqlite;

/// <summary>A stored value: one byte that names the format, then the bytes of that format.</summary>
internal static class StoredValue
{
    /// <summary>The serialiser's bytes as they are.</summary>
    private const byte Plain = 1;

    public static ValueBytes Write<T>(T? state, IGrainStorageSerializer serializer)
    {
        var value = serializer is StateSerializer own
            ? own.Write(state, headSize: 1)
            : Behind(headSize: 1, serializer.Serialize(state).ToMemory().Span);
        value.Span[0] = Plain;
        return value;
    }

    public static T? Read<T>(ReadOnlySpan<byte> value, IGrainStorageSerializer serializer, string stateName, GrainId grainId)
    {
        switch (value)
        {
            case [Plain, ..]:
                try
                {
                    return serializer is StateSerializer own
                        ? own.Read<T>(value[1..])
                        : serializer.Deserialize<T>(new BinaryData(value[1..].ToArray()));
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    throw new StorageException(StorageFailure.Corrupt,
                        $"State {stateName} of {grainId} cannot be read as {typeof(T)}: {exception.Message}", exception);
                }

            case [var format, ..]:
                throw new StorageException(StorageFailure.NewerVersion,
                    $"State {stateName} of {grainId} is stored in format {format}, which this gateway does not know: run the version that wrote it.");

            default:
                throw new StorageException(StorageFailure.Corrupt, $"State {stateName} of {grainId} is stored as nothing at all.");
        }
    }

    private static ValueBytes Behind(int headSize, ReadOnlySpan<byte> bytes)
    {
        var value = new ValueBytes(headSize + bytes.Length);
        bytes.CopyTo(value.Span[headSize..]);
        return value;
    }
}
