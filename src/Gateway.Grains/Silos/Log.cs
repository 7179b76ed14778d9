using Microsoft.Extensions.Logging;

namespace Gateway.Grains.Silos;

/// <summary>Events 3500 to 3599.</summary>
internal static partial class Log
{
    [LoggerMessage(3501, LogLevel.Information, "{Count} grains move to the silos that own them now.")]
    public static partial void GrainsMoved(ILogger logger, int count);

    [LoggerMessage(3502, LogLevel.Warning, "Not all partitions of the intake and directories could be asked to move to the silos that own them now.")]
    public static partial void NotSettled(ILogger logger, Exception error);

    [LoggerMessage(3503, LogLevel.Information, "Silo {Name} ({Address}) is in the cluster.")]
    public static partial void Joined(ILogger logger, string name, SiloAddress address);

    [LoggerMessage(3504, LogLevel.Information, "Silo {Name} ({Address}) leaves the cluster.")]
    public static partial void Leaves(ILogger logger, string name, SiloAddress address);

    [LoggerMessage(3505, LogLevel.Warning, "Silo {Name} ({Address}) does not answer and counts as dead; the others take over what it hosted.")]
    public static partial void Died(ILogger logger, string name, SiloAddress address);
}
