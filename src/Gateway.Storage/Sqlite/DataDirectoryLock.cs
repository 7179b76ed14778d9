using System.Globalization;
using System.Text;

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
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StorageException(StorageFailure.Inaccessible,
                $"{path} cannot be written to: check the data directory's owner and permissions.", exception);
        }
        catch (IOException exception) when (File.Exists(path) && IsSharingViolation(exception))
        {
            throw new StorageException(StorageFailure.Locked,
                $"The data directory {directory} is in use by another gateway{Holder(path)}: stop it, or give this one a directory of its own.", exception);
        }
        catch (IOException exception)
        {
            throw new StorageException(StorageFailure.Inaccessible,
                $"{path} cannot be opened: {exception.Message}", exception);
        }

        try
        {
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
        }
        catch (IOException)
        {
            // The process id only helps a person; on a full disk the lock itself holds without it.
        }

        return new DataDirectoryLock(file);
    }

    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // As above: what could not be flushed is the process id.
        }
    }

    // EWOULDBLOCK (Linux 11, macOS 35) and ERROR_SHARING_VIOLATION.
    private static bool IsSharingViolation(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xffff) == 32 : exception.HResult is 11 or 35;

    private static string Holder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd() is { Length: > 0 and < 20 } id ? $" (process {id})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
