using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Invalidation;

/// <summary>Events 6100 to 6199.</summary>
internal static partial class Log
{
    [LoggerMessage(6101, LogLevel.Debug, "Listening for the changes of {Silo}.")]
    public static partial void Listening(ILogger logger, string silo);

    [LoggerMessage(6102, LogLevel.Warning, "The stream of changes broke ({Reason}): what is cached is revalidated before use until it is open again.")]
    public static partial void StreamBroke(ILogger logger, string reason);

    [LoggerMessage(6103, LogLevel.Debug, "The stream of changes broke again, or could not be opened: {Reason}")]
    public static partial void NotOpened(ILogger logger, string reason);

    [LoggerMessage(6104, LogLevel.Error, "The origin says in a way unknown to this edge what a publisher changed: {Field}, one of {Times} such answers since this was last told of. All that it answered is revalidated before use.")]
    public static partial void NotUnderstood(ILogger logger, string field, long times);
}
