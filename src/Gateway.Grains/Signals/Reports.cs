using Gateway.Contracts.Changes;
using Gateway.Contracts.Topics;

namespace Gateway.Grains.Signals;

/// <summary>What the grains report, in their own terms.</summary>
internal static class Reports
{
    /// <summary>An article is stored.</summary>
    public static void ArticleChanged(this ChangeJournal changes, string slug, bool isRetracted) =>
        changes.Report(ChangeKey.Article(slug), isRetracted);

    /// <summary>An article's latest change.</summary>
    public static ReportedChanges OfArticle(this ChangeJournal changes, string slug) => changes.Reported(ChangeKey.Article(slug));

    /// <summary>A topic's latest changes. Who knows the topic's, and none of its archives since, knows that they did not change with it.</summary>
    public static ReportedChanges OfTopic(this ChangeJournal changes, string topic) => changes.Reported(ChangeKey.Topic(topic), ChangeKey.Archives(topic));

    /// <summary>A topic's head is committed.</summary>
    /// <param name="changes">Where to.</param>
    /// <param name="topic">The topic's key.</param>
    /// <param name="operations">What was asked for; nothing where tombstones expired.</param>
    /// <param name="changesArchives">Whether an archive may have changed.</param>
    public static void TopicChanged(this ChangeJournal changes, string topic, IReadOnlyList<TopicOperation> operations, bool changesArchives)
    {
        var isRetraction = operations.Any(o => o.Kind == TopicOperationKind.Retract);
        changes.Report(ChangeKey.Topic(topic), isRetraction);

        // After the topic: who knows the topic's last report, and none of its archives since, knows that they did not change with it.
        if (!changesArchives && !isRetraction)
            return;

        // Each archive links to the one before it by the address that this had. A new article dated back changes one of them: its
        // old address leads to the new one then, and an edge that keeps the old content would never see that.
        changes.Report(ChangeKey.Archives(topic), isRetraction);
    }
}
