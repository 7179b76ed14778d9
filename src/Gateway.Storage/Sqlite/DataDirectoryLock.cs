namespace Gateway.Storage.Sqlite;

/// <summary>
/// One gateway per data directory: an exclusive lock on <c>gateway.lock</c>, which the system drops with the process,
/// however it ends. It lies beside the database, not on it, so that a backup can read while the gateway runs.
/// </summary>
internal sealed class DataDirectoryLock : IDisposable
{
    public const string FileName = "gateway.lock";

    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    public static DataDirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            return new DataDirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StorageException(StorageFailure.Inaccessible,
                $"{path} cannot be written to: check the data directory's owner and permissions.", exception);
        }
        catch (IOException exception) when (File.Exists(path) && IsSharingViolation(exception))
        {
            throw new StorageException(StorageFailure.Locked,
                $"The data directory {directory} is in use by another gateway: stop it, or give this one a directory of its own.", exception);
        }
        catch (IOException exception)
        {
            throw new StorageException(StorageFailure.Inaccessible, $"{path} cannot be opened: {exception.Message}", exception);
        }
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK (Linux 11, macOS 35) and ERROR_SHARING_VIOLATION.
    private static bool IsSharingViolation(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xffff) == 32 : exception.HResult is 11 or 35;
}
