using System.Text;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Storage.Sqlite;

namespace Gateway.Hosting;

/// <summary>
/// The directory of the embedded store, held by one gateway at a time: the lock dies with its process, however that ends.
/// The store has a lock of its own; this one is taken before anything in the directory is touched, the socket above all.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    public const string KeyFileName = "publisher.key";
    private const string RunDirectoryName = "run";
    private const string LockFileName = "host.lock";

    // A Unix socket's address holds 108 bytes with its end mark; some systems have four less.
    private const int LongestSocketPath = 100;

    private readonly FileStream _lock;
    private string? _privateDirectory;

    private DataDirectory(string path, FileStream @lock, bool isNew)
    {
        Path = path;
        _lock = @lock;
        IsNew = isNew;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Whether no gateway has stored anything in it yet.</summary>
    public bool IsNew { get; }

    public string KeyFile => System.IO.Path.Combine(Path, KeyFileName);

    /// <summary>Makes the directory where it is missing, and takes it.</summary>
    /// <exception cref="StartFailure">It cannot be written, or another gateway holds it.</exception>
    public static DataDirectory Open(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            else
                Directory.CreateDirectory(path);
            var run = System.IO.Path.Combine(path, RunDirectoryName);
            Directory.CreateDirectory(run);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var isNew = !File.Exists(System.IO.Path.Combine(path, SqliteOptions.FileName));
            return new DataDirectory(path, new FileStream(System.IO.Path.Combine(run, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), isNew);
        }
        catch (IOException e) when (IsSharingViolation(e))
        {
            throw new StartFailure(ExitCode.Failure, $"Gateway:DataDirectory: \"{path}\" is in use by another gateway: stop it, or give this one a directory of its own.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure(ExitCode.Failure, $"Gateway:DataDirectory: \"{path}\" cannot be used: {e.Message}", e);
        }
    }

    /// <summary>
    /// A free path for the origin's socket in a directory that only this user can enter: below the data where that is
    /// short enough for a socket's address, else in a new temporary directory.
    /// </summary>
    public string PrepareSocket()
    {
        var socket = System.IO.Path.Combine(Path, RunDirectoryName, "origin.sock");
        if (Encoding.UTF8.GetByteCount(socket) > LongestSocketPath)
        {
            _privateDirectory = Directory.CreateTempSubdirectory("gateway-").FullName;
            return System.IO.Path.Combine(_privateDirectory, "origin.sock");
        }

        // The lock is ours: whoever made this socket is dead.
        File.Delete(socket);
        return socket;
    }

    /// <summary>The key of the only publisher, from its file; made on a first start. Null where there is none.</summary>
    /// <param name="created">Whether it was made just now.</param>
    public string? ReadOrCreateKey(out bool created)
    {
        created = false;
        if (File.Exists(KeyFile))
        {
            var key = File.ReadAllText(KeyFile).Trim();
            return PublisherKey.Problem(key) is { } problem
                ? throw new StartFailure(ExitCode.Failure, $"{KeyFile}: the key {problem}. Put the key back into it, or configure Gateway:Publishers.")
                : key;
        }

        if (!IsNew)
            return null;

        var fresh = PublisherKey.Create();
        var temporary = KeyFile + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.ASCII.GetBytes(fresh + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, KeyFile, overwrite: false);
        created = true;
        return fresh;
    }

    // EWOULDBLOCK (Linux 11, macOS 35) and ERROR_SHARING_VIOLATION.
    private static bool IsSharingViolation(IOException exception) =>
        OperatingSystem.IsWindows() ? (exception.HResult & 0xffff) == 32 : exception.HResult is 11 or 35;

    public void Dispose()
    {
        if (_privateDirectory is not null)
            Directory.Delete(_privateDirectory, recursive: true);
        _lock.Dispose();
    }
}
