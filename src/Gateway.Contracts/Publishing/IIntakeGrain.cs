using System.Collections.Immutable;

namespace Gateway.Contracts.Publishing;

/// <summary>
/// One partition of the intake: puts changes in order, writes down what is about to happen, carries it out on the
/// articles and then on the topics, and carries on after a crash. The key is the partition's number,
/// see <see cref="IntakePartition"/>.
/// </summary>
[Alias("gateway.IIntakeGrain")]
public interface IIntakeGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Carries out changes, all of slugs of this partition; answers in their order once each is stored and in every
    /// feed that it belongs to, or is refused. Changes of one slug are carried out in the order given.
    /// </summary>
    // Longer than any of the steps of which it waits for several (queue, journal, articles, topics).
    [Alias("Submit"), ResponseTimeout("00:02:00")]
    Task<ImmutableArray<ChangeOutcome>> Submit(ImmutableArray<ArticleChange> changes);

    /// <summary>Activates the partition, which carries on what a crash left unfinished.</summary>
    [Alias("Resume")]
    Task Resume();
}
