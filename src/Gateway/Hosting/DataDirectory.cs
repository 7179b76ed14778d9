using System.Text;
using Gateway.Commands;
using Gateway.Configuration;

namespace Gateway.Hosting;

/// <summary>
/// The directory of the embedded store, held by one gateway at a time: the lock dies with its process, however that ends.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    public const string KeyFileName = "publisher.key";
    private const string LockFileName = "gateway.lock";

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
            var isNew = !Directory.EnumerateFileSystemEntries(path).Any(e => System.IO.Path.GetFileName(e) is not (LockFileName or "run" or KeyFileName));
            return new DataDirectory(path, new FileStream(System.IO.Path.Combine(path, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), isNew);
        }
        catch (IOException e) when (Directory.Exists(path) && File.Exists(System.IO.Path.Combine(path, LockFileName)))
        {
            throw new StartFailure(ExitCode.Failure, $"Gateway:DataDirectory: \"{path}\" is in use by another gateway.", e);
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
        var run = System.IO.Path.Combine(Path, "run");
        var socket = System.IO.Path.Combine(run, "origin.sock");
        if (Encoding.UTF8.GetByteCount(socket) > LongestSocketPath)
        {
            _privateDirectory = Directory.CreateTempSubdirectory("gateway-").FullName;
            return System.IO.Path.Combine(_privateDirectory, "origin.sock");
        }

        Directory.CreateDirectory(run);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

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
                ? throw new StartFailure(ExitCode.Failure, $"{KeyFile}: the key {problem}. Remove the file's content's mistake, or configure Gateway:Publishers.")
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

    public void Dispose()
    {
        if (_privateDirectory is not null)
            Directory.Delete(_privateDirectory, recursive: true);
        _lock.Dispose();
    }
}
