using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Gateway.Contracts.Topics;

/// <summary>
/// One list of articles with feeds of its own. The key is its path without the leading slash, names normalised:
/// <c>latest</c>, <c>topics/{name}</c>, <c>entities/{name}</c>, <c>sources/{host}</c>, <c>languages/{tag}</c>.
/// </summary>
[Alias("gateway.ITopicGrain")]
public interface ITopicGrain : IGrainWithStringKey
{
    /// <summary>
    /// Applies operations and answers once they are committed. An operation that the topic has stored already, or that an
    /// operation of a later article revision has overtaken, changes nothing. Called by the intake only.
    /// </summary>
    [Alias("Apply"), AlwaysInterleave]
    Task<TopicHeader> Apply(ImmutableArray<TopicOperation> operations);

    /// <summary>What is known of the topic without its entries; <see cref="TopicHeader.Exists"/> is false where no article ever was, but for <c>latest</c>.</summary>
    [Alias("Describe"), AlwaysInterleave]
    Task<TopicHeader> Describe();

    /// <summary>A feed document, built once per revision and variant.</summary>
    [Alias("Feed"), AlwaysInterleave]
    Task<FeedAnswer> Feed(FeedQuery query);

    /// <summary>Entries for a page for people, newest first.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<TopicListing> List(ListingQuery query);

    /// <summary>References by rank from the oldest, oldest first (for sitemaps): stable while nothing older changes.</summary>
    /// <param name="fromOldest">The first rank, from 0.</param>
    /// <param name="count">How many, 1 to 50,000.</param>
    [Alias("References"), AlwaysInterleave]
    Task<ImmutableArray<EntryReference>> References(long fromOldest, int count);
}
