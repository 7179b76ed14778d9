using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Problems;

internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Warning, "Could not forward by route {Route}: {Error} ({Reason}).")]
    public static partial void ForwardingFailed(ILogger logger, string route, ForwarderError error, string? reason);

    [LoggerMessage(6002, LogLevel.Warning, "An answer by route {Route} broke off: {Error} ({Reason}); the client's connection was aborted.")]
    public static partial void ResponseBroken(ILogger logger, string route, ForwarderError error, string? reason);

    [LoggerMessage(6003, LogLevel.Debug, "Route {Route} answered before it had the whole request: {Error} ({Reason}).")]
    public static partial void AnsweredEarly(ILogger logger, string route, ForwarderError error, string? reason);
}
