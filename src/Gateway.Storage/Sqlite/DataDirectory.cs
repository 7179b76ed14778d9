namespace Gateway.Storage.Sqlite;

internal static class DataDirectory
{
    public static void Create(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFailure.Inaccessible,
                $"The data directory {directory} cannot be made: {exception.Message}", exception);
        }
    }
}
