using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Caching;

internal static partial class Log
{
    [LoggerMessage(6201, LogLevel.Error, "Could not take the origin's answer for {Target}: one of {Times} since this was last told of.")]
    public static partial void FillFailed(ILogger logger, string target, long times, Exception exception);

    [LoggerMessage(6202, LogLevel.Information, "The routes have changed: all that was stored is gone.")]
    public static partial void RoutesChanged(ILogger logger);
}
