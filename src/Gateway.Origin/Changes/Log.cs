using Microsoft.Extensions.Logging;

namespace Gateway.Origin.Changes;

/// <summary>Events 2200 to 2299.</summary>
internal static partial class Log
{
    [LoggerMessage(2201, LogLevel.Debug, "Edge {Listener} listens for changes.")]
    public static partial void ListenerCame(ILogger logger, string listener);

    [LoggerMessage(2202, LogLevel.Debug, "Edge {Listener} listens no longer.")]
    public static partial void ListenerWent(ILogger logger, string listener);
}
