using Microsoft.Extensions.Logging;

namespace Gateway.Grains.Topics;

/// <summary>Events 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Error, "A commit of topic {Topic} failed with an unknown outcome; the topic is read again.")]
    public static partial void CommitFailed(this ILogger logger, Exception exception, string topic);

    [LoggerMessage(2001, LogLevel.Warning, "Revision {Revision} of article {Slug} can be read no more; a feed is served without it.")]
    public static partial void ArticleLeftOut(this ILogger logger, string slug, long revision);

    [LoggerMessage(2002, LogLevel.Information, "Topic {Topic}: a commit that never ended left {Count} pages behind; they are cleared.")]
    public static partial void PagesLeftBehind(this ILogger logger, string topic, int count);

    [LoggerMessage(2003, LogLevel.Warning, "Topic {Topic}: superseded pages could not be cleared; this is tried again.")]
    public static partial void ClearingFailed(this ILogger logger, Exception exception, string topic);

    [LoggerMessage(2004, LogLevel.Warning, "Topic {Topic} could not tell its directory how many articles it holds; this is tried again.")]
    public static partial void ReportFailed(this ILogger logger, Exception exception, string topic);
}
