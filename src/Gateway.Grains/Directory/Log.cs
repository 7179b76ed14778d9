using Microsoft.Extensions.Logging;

namespace Gateway.Grains.Directory;

/// <summary>Events 2100 to 2199.</summary>
internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Error, "A commit of directory {Directory} failed with an unknown outcome; the directory is read again.")]
    public static partial void CommitFailed(this ILogger logger, Exception exception, string directory);

    [LoggerMessage(2101, LogLevel.Warning, "Directory {Directory}: superseded pages could not be cleared; this is tried again.")]
    public static partial void ClearingFailed(this ILogger logger, Exception exception, string directory);
}
