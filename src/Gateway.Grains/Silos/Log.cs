using Microsoft.Extensions.Logging;

namespace Gateway.Grains.Silos;

/// <summary>Events 3500 to 3599.</summary>
internal static partial class Log
{
    [LoggerMessage(3501, LogLevel.Information, "{Count} grains move to the silos that own them now.")]
    public static partial void GrainsMoved(ILogger logger, int count);

    [LoggerMessage(3502, LogLevel.Warning, "Not all partitions of the intake and directories could be asked to move to the silos that own them now.")]
    public static partial void NotSettled(ILogger logger, Exception error);
}
