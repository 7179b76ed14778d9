using Microsoft.Extensions.Logging;

namespace Gateway.Grains.Articles;

internal static partial class Log
{
    [LoggerMessage(2201, LogLevel.Warning, "Article {Slug} could not be written; what is stored is read again.")]
    public static partial void WriteFailed(ILogger logger, Exception error, string slug);
}
