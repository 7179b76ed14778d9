using System.Collections.Immutable;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Publishing;
using Orleans.Concurrency;

namespace Gateway.Contracts.Articles;

/// <summary>One article. The key is its slug, in NFC, case kept.</summary>
[Alias("gateway.IArticleGrain")]
public interface IArticleGrain : IGrainWithStringKey
{
    /// <summary>
    /// Applies a change once: a sequence that was applied already, or is older than the one applied, changes nothing and
    /// is answered with the stored verdict and what it owes to topics. Called by the intake only, and only when the topics
    /// have stored everything that the article's earlier changes owed.
    /// </summary>
    [Alias("Apply")]
    Task<ArticleVerdict> Apply(long sequence, ArticleChange change);

    /// <summary>
    /// After a crash of the intake: what the change of <paramref name="sequence"/> owes to topics, if the article has
    /// applied it. If it has not, it never will, even if the call to do so should still be on its way.
    /// </summary>
    [Alias("Resume")]
    Task<ArticleVerdict> Resume(long sequence);

    /// <summary>
    /// Every topic has stored the change of <paramref name="sequence"/>: the revision before it is wanted no more, and what
    /// was retracted leaves the storage. Nothing depends on this call's arriving.
    /// </summary>
    [Alias("Settle")]
    Task Settle(long sequence);

    /// <summary>What is known of the article without its content; null where there never was one.</summary>
    [Alias("Describe"), AlwaysInterleave]
    Task<ArticleHeader?> Describe();

    /// <summary>
    /// The record of one revision, for topics that build a feed: the current one, and the one before while topics are
    /// still owed the current one. Null where that revision is gone or the article is retracted in it.
    /// </summary>
    [Alias("ReadRevision"), AlwaysInterleave]
    Task<ArticleContent?> ReadRevision(long revision);

    /// <summary>Where the silo's changes stand, if there never was an article; null if there is one, or was.</summary>
    [Alias("Absent"), AlwaysInterleave]
    Task<ChangePosition?> Absent();

    /// <summary>One representation of the current revision; null where there never was an article.</summary>
    [Alias("Represent"), AlwaysInterleave]
    Task<ArticleRepresentation?> Represent(ArticleFormat format);
}

/// <summary>What an article decided about a change, and what it owes to topics.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ArticleVerdict")]
public sealed record ArticleVerdict
{
    /// <summary>The sequence that the article has applied last.</summary>
    [Id(0)] public required long Sequence { get; init; }

    [Id(1)] public required ChangeOutcome Outcome { get; init; }

    /// <summary>The operations still owed to topics, for <see cref="Sequence"/>.</summary>
    [Id(2)] public ImmutableArray<Topics.TopicOperation> Owed { get; init; } = [];

    /// <summary>Whether the article keeps the revision before for topics that show it still.</summary>
    [Id(3)] public bool IsReplacing { get; init; }

    /// <summary>The article's latest change as the silo that hosts it numbers it; null from a gateway that did not say it yet.</summary>
    [Id(4)] public ReportedChanges? Reported { get; init; }
}
