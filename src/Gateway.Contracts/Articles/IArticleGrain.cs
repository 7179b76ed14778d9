using System.Collections.Immutable;
using Gateway.Contracts.Publishing;
using Orleans.Concurrency;

namespace Gateway.Contracts.Articles;

/// <summary>One article. The key is its slug, in NFC, case kept.</summary>
[Alias("gateway.IArticleGrain")]
public interface IArticleGrain : IGrainWithStringKey
{
    /// <summary>
    /// Applies a change once: a sequence that was applied already, or is older than the one applied, changes nothing and
    /// is answered with the stored verdict and what is still owed. Called by the intake only.
    /// </summary>
    [Alias("Apply")]
    Task<ArticleVerdict> Apply(long sequence, ArticleChange change);

    /// <summary>What is owed to topics still, for carrying on after a crash.</summary>
    [Alias("Owed")]
    Task<ArticleVerdict> Owed();

    /// <summary>Drops what the change of <paramref name="sequence"/> owed: every topic has stored it.</summary>
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
}
