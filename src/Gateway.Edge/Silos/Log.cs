using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Silos;

/// <summary>Events 6400 to 6499.</summary>
internal static partial class Log
{
    [LoggerMessage(6401, LogLevel.Warning, "Silo {Silo} could not be asked ({Reason}): others are asked in its place until it answers again.")]
    public static partial void SiloFailed(ILogger logger, string silo, string reason);

    [LoggerMessage(6402, LogLevel.Information, "The silos are {Silos}.")]
    public static partial void SilosAre(ILogger logger, string silos);

    [LoggerMessage(6403, LogLevel.Warning, "Silo {Silo} {Reason}. One of {Times} such answers of silos since this was last told of.")]
    public static partial void SiloDistrusts(ILogger logger, string silo, string reason, long times);
}
