using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Storage.Sqlite;

/// <summary>What has to be done to directories so that a file in them outlives a power cut.</summary>
internal static class DataDirectory
{
    /// <summary>Makes a directory where missing, and its entry in its parent durable.</summary>
    public static void Create(string directory)
    {
        if (Directory.Exists(directory))
            return;
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFailure.Inaccessible,
                $"The directory {directory} cannot be made: {exception.Message}", exception);
        }

        Flush(Path.GetDirectoryName(directory) ?? directory);
    }

    /// <summary>Flushes the directory's entries; .NET has no call for it. Best effort: some file systems refuse.</summary>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Native.Open(Encoding.UTF8.GetBytes(directory + '\0'), Native.ReadOnly);
        if (descriptor < 0)
            return;
        _ = Native.Sync(descriptor);
        _ = Native.Close(descriptor);
    }

    private static class Native
    {
        public const int ReadOnly = 0;

        [DllImport("libc", EntryPoint = "open")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open(byte[] path, int flags);

        [DllImport("libc", EntryPoint = "fsync")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Sync(int descriptor);

        [DllImport("libc", EntryPoint = "close")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int descriptor);
    }
}
