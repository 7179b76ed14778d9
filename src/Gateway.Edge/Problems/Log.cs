using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Problems;

/// <summary>Events 6001 to 6099. What origins do is told by their outages, each once (events 6301 to 6399).</summary>
internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Error, "Could not forward by route {Route}: {Error} ({Reason}).")]
    public static partial void ForwardingFailed(ILogger logger, string route, ForwarderError error, string? reason);

    [LoggerMessage(6002, LogLevel.Debug, "An answer by route {Route} broke off: {Error} ({Reason}); the client's connection was aborted.")]
    public static partial void ResponseBroken(ILogger logger, string route, ForwarderError error, string? reason);

    [LoggerMessage(6003, LogLevel.Debug, "Route {Route} answered before it had the whole request: {Error} ({Reason}).")]
    public static partial void AnsweredEarly(ILogger logger, string route, ForwarderError error, string? reason);

    [LoggerMessage(6004, LogLevel.Warning, "A request by route {Route} did not come to its end: {Error} ({Reason}). One of {Times} since this was last told of.")]
    public static partial void RequestBroken(ILogger logger, string route, ForwarderError error, string? reason, long times);

    [LoggerMessage(6005, LogLevel.Warning, "A request has come back that was forwarded from here: a cluster's destination leads to this gateway itself. One of {Times} since this was last told of.")]
    public static partial void CameBack(ILogger logger, long times);
}
