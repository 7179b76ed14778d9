using Orleans.Storage;

namespace Gateway.Storage.Sqlite;

/// <summary>A stored value: one byte that names the format, then the bytes of that format.</summary>
internal static class StoredValue
{
    /// <summary>The serialiser's bytes as they are.</summary>
    private const byte Plain = 1;

    public static byte[] Write<T>(T? state, IGrainStorageSerializer serializer)
    {
        if (serializer is StateSerializer own)
        {
            var written = own.Write(state, headSize: 1);
            written[0] = Plain;
            return written;
        }

        var bytes = serializer.Serialize(state).ToMemory();
        var value = GC.AllocateUninitializedArray<byte>(bytes.Length + 1);
        value[0] = Plain;
        bytes.CopyTo(value.AsMemory(1));
        return value;
    }

    public static T? Read<T>(byte[] value, IGrainStorageSerializer serializer, string stateName, GrainId grainId)
    {
        switch (value)
        {
            case [Plain, ..]:
                try
                {
                    return serializer.Deserialize<T>(new BinaryData(value.AsMemory(1)));
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
}
