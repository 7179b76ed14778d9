using Microsoft.Extensions.Logging;

namespace Gateway.Storage.Sqlite;

internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Information, "Store {Path} is open (schema {Schema}).")]
    public static partial void Opened(ILogger logger, string path, int schema);

    [LoggerMessage(4002, LogLevel.Information, "Store {Path} is closed.")]
    public static partial void Closed(ILogger logger, string path);

    [LoggerMessage(4003, LogLevel.Error, "A commit of {Writes} writes failed.")]
    public static partial void CommitFailed(ILogger logger, int writes, Exception exception);

    [LoggerMessage(4004, LogLevel.Warning, "The write-ahead log could not be copied into the database; it grows until that works.")]
    public static partial void CheckpointFailed(ILogger logger, Exception exception);

    [LoggerMessage(4005, LogLevel.Critical, "The store's writer has stopped; no further write will succeed.")]
    public static partial void WriterDied(ILogger logger, Exception exception);

    [LoggerMessage(4006, LogLevel.Warning, "The write-ahead log of {Path} could not be emptied at shutdown; the next start does it.")]
    public static partial void CloseFailed(ILogger logger, string path, Exception exception);
}
