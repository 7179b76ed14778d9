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
}
