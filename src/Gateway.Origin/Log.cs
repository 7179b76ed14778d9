using Microsoft.Extensions.Logging;

namespace Gateway.Origin;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Error, "{Method} {Path} failed.")]
    public static partial void Failed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(2002, LogLevel.Warning, "{Method} {Path} could not be answered for now ({Reason}). {Times} requests could not since it was last told of.")]
    public static partial void Unreachable(ILogger logger, string method, string path, string reason, long times);
}
