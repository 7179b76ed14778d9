using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Forwarding.Outages;

/// <summary>Events 6301 to 6399.</summary>
internal static partial class Log
{
    [LoggerMessage(6301, LogLevel.Warning, "Destination {Destination} of cluster {Cluster} fails: {Error} ({Reason}). {Failures} requests failed since it was last told of.")]
    public static partial void Fails(ILogger logger, string cluster, string destination, ForwarderError error, string? reason, long failures);

    [LoggerMessage(6302, LogLevel.Warning, "Destination {Destination} of cluster {Cluster} fails still: {Error} ({Reason}). {Failures} requests failed since it was last told of.")]
    public static partial void FailsStill(ILogger logger, string cluster, string destination, ForwarderError error, string? reason, long failures);

    [LoggerMessage(6303, LogLevel.Information, "Destination {Destination} of cluster {Cluster} answers again, after {Seconds:F1} s. {Failures} requests failed since it was last told of.")]
    public static partial void AnswersAgain(ILogger logger, string cluster, string destination, double seconds, long failures);

    [LoggerMessage(6304, LogLevel.Warning, "Cluster {Cluster} does not answer: what is stored and may be served in place of its answers is, until it does.")]
    public static partial void IsSilent(ILogger logger, string cluster);

    [LoggerMessage(6305, LogLevel.Warning, "Destination {Destination} of cluster {Cluster} fails time and again, and does now: {Error} ({Reason}). {Outages} outages, and {Failures} failed requests, since it was last told of.")]
    public static partial void FailsTimeAndAgain(ILogger logger, string cluster, string destination, ForwarderError error, string? reason, long outages, long failures);

    [LoggerMessage(6306, LogLevel.Warning, "Destination {Destination} of cluster {Cluster} answers, but not always: {Outages} outages, and {Failures} failed requests, since it was last told of.")]
    public static partial void CameAndWent(ILogger logger, string cluster, string destination, long outages, long failures);

    [LoggerMessage(6307, LogLevel.Information, "Cluster {Cluster} answers again, after {Seconds:F1} s.")]
    public static partial void IsSilentNoMore(ILogger logger, string cluster, double seconds);
}
