using Microsoft.Extensions.Logging;

namespace Gateway.Grains.Intake;

internal static partial class Log
{
    // One warning for each batch; which articles and topics, and why, is there for who asks: a storage that is down would
    // fill the log.
    [LoggerMessage(2101, LogLevel.Warning, "{Count} articles did not take their change, {Slug} (change {Sequence}, attempts before: {Attempts}) among them; they are tried again.")]
    public static partial void ArticlesFailed(ILogger logger, int count, string slug, long sequence, int attempts);

    [LoggerMessage(2102, LogLevel.Warning, "{Count} topics did not take their changes, {Topic} among them; they are tried again.")]
    public static partial void TopicsFailed(ILogger logger, int count, string topic);

    [LoggerMessage(2108, LogLevel.Debug, "Article {Slug} did not take change {Sequence}.")]
    public static partial void ArticleFailed(ILogger logger, Exception error, string slug, long sequence);

    [LoggerMessage(2109, LogLevel.Debug, "Topic {Topic} did not take {Count} changes.")]
    public static partial void TopicFailed(ILogger logger, Exception error, string topic, int count);

    [LoggerMessage(2103, LogLevel.Debug, "Article {Slug} could not be told that change {Sequence} is in its feeds; it keeps the revision before until its next change.")]
    public static partial void SettlingFailed(ILogger logger, Exception error, string slug, long sequence);

    [LoggerMessage(2104, LogLevel.Error, "The journal of intake partition {Partition} could not be written; what is stored is read again.")]
    public static partial void JournalFailed(ILogger logger, Exception error, long partition);

    [LoggerMessage(2105, LogLevel.Information, "Intake partition {Partition} carries on with {Count} unfinished changes.")]
    public static partial void Recovering(ILogger logger, long partition, int count);

    [LoggerMessage(2106, LogLevel.Error, "Intake partition {Partition} failed; what is stored is read again.")]
    public static partial void PartitionFailed(ILogger logger, Exception error, long partition);

    [LoggerMessage(2107, LogLevel.Warning, "The reminder of intake partition {Partition} could not be registered; the next start tries again.")]
    public static partial void ReminderFailed(ILogger logger, Exception error, long partition);
}
