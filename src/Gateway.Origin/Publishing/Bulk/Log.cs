using Microsoft.Extensions.Logging;

namespace Gateway.Origin.Publishing.Bulk;

internal static partial class Log
{
    [LoggerMessage(2101, LogLevel.Warning, "The intake failed {Count} records of a bulk stream.")]
    public static partial void SubmitFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(2102, LogLevel.Information, "The bulk stream of {Publisher} broke: {Reason}")]
    public static partial void StreamBroke(ILogger logger, string publisher, string reason);

    [LoggerMessage(2103, LogLevel.Warning, "The bulk stream of {Publisher} stalled for {Limit} and was aborted.")]
    public static partial void StreamStalled(ILogger logger, string publisher, TimeSpan limit);

    [LoggerMessage(2104, LogLevel.Error, "The answers of the bulk stream of {Publisher} could not be written.")]
    public static partial void AnswersFailed(ILogger logger, string publisher, Exception exception);
}
