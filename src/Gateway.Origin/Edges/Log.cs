using Microsoft.Extensions.Logging;

namespace Gateway.Origin.Edges;

/// <summary>Events 2301 to 2399.</summary>
internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Warning, "A request from {Address} was refused: {Reason}. One of {Times} since this was last told of.")]
    public static partial void Refused(ILogger logger, string address, string reason, long times);
}
