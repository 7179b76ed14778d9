using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Topics;

namespace Gateway.Origin.Documents;

/// <summary>The newest articles beyond what one listing holds: the head, then archive by archive.</summary>
internal static class LatestCards
{
    /// <summary>Articles published at <paramref name="since"/> or later, newest first, each once.</summary>
    public static async Task<ImmutableArray<ArticleCard>> SinceAsync(ITopicGrain topic, DateTimeOffset since, int count)
    {
        var cards = ImmutableArray.CreateBuilder<ArticleCard>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? archive = null;

        // Each archive brings at least one new entry or is the last; the bound is for a topic that changes under us.
        for (var step = 0; step < 2 + count / 50; step++)
        {
            var listing = await topic.List(new ListingQuery { Limit = 200, Archive = archive });
            if (listing is { Status: FeedStatus.Moved, Archive: { } current } && !string.Equals(current, archive, StringComparison.Ordinal))
            {
                archive = current;
                continue;
            }

            foreach (var card in listing.Entries)
            {
                if (card.Published < since || cards.Count == count)
                    return cards.ToImmutable();
                if (seen.Add(card.Slug))
                    cards.Add(card);
            }

            if (listing.Older is not { } older)
                break;
            archive = older;
        }

        return cards.ToImmutable();
    }
}
