namespace Gateway.Peers;

/// <summary>Events 1101 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Warning, "A connection from {Address} to this silo was refused: {Reason} (Gateway:Cluster:Key). One of {Times} since this was last told of.")]
    public static partial void Refused(ILogger logger, string address, string reason, long times);

    [LoggerMessage(1103, LogLevel.Warning, "A connection from {Address} to this silo ended before it was secured by TLS. One of {Times} since this was last told of.")]
    public static partial void NotSecured(ILogger logger, string address, long times);

    [LoggerMessage(1102, LogLevel.Warning, "This silo and the one at {Address} do not take each other for silos of one cluster: {Reason} (Gateway:Cluster:Key). One of {Times} since this was last told of.")]
    public static partial void NotTaken(ILogger logger, string address, string reason, long times);

    [LoggerMessage(1104, LogLevel.Warning, "A connection from {Address} to this silo was refused: {Most} others have not proved yet that they are silos. One of {Times} since this was last told of.")]
    public static partial void TooMany(ILogger logger, string address, int most, long times);
}
