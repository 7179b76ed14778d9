using Microsoft.Extensions.Logging;

namespace Gateway.Trust;

/// <summary>Events 5001 to 5099.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Shown to the rest of the cluster is the certificate of {Subject}, good until {Until:u}.")]
    public static partial void Shown(ILogger logger, string subject, DateTime until);

    [LoggerMessage(5002, LogLevel.Warning, "The certificates of the cluster were changed to what cannot be used; those from before are until they can: {Mistakes}")]
    public static partial void Unreadable(ILogger logger, string mistakes);

    [LoggerMessage(5003, LogLevel.Warning, "A peer is refused for its certificate, {Subject}: {Reason}. One of {Times} since this was last told of.")]
    public static partial void PeerRefused(ILogger logger, string subject, string reason, long times);
}
