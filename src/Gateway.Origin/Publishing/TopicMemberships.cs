using System.Collections.Concurrent;
using System.Collections.Immutable;
using Gateway.Contracts.Topics;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Publishing;

/// <summary>
/// The topics that carry an article, as grains know them. Articles name the same few thousand topics over and over: what one
/// comes to is kept, and shared by all that name it.
/// </summary>
internal sealed class TopicMemberships(Publication publication)
{
    private const int MostKept = 8_192;

    // From so many on, searching a list takes longer than a set of its own.
    private const int MostSearched = 24;

    // Null: such a name has no feed.
    private readonly ConcurrentDictionary<(TopicKind Kind, string DisplayName), TopicMembership?> kept = new();

    /// <summary>Each topic once, in the order of <see cref="TopicKey.Of"/>.</summary>
    public ImmutableArray<TopicMembership> Of(Article article)
    {
        var memberships = ImmutableArray.CreateBuilder<TopicMembership>(3 + article.Topics.Length + article.Entities.Length);
        HashSet<string>? seen = null;
        foreach (var name in TopicKey.NamesOf(article, publication))
        {
            if (Named(name) is not { } membership || IsThere(membership.Key))
                continue;
            memberships.Add(membership);
            seen?.Add(membership.Key);
        }

        return memberships.DrainToImmutable();

        bool IsThere(string key)
        {
            if (memberships.Count >= MostSearched)
                return (seen ??= memberships.Select(m => m.Key).ToHashSet(StringComparer.Ordinal)).Contains(key);
            foreach (var membership in memberships)
            {
                if (string.Equals(membership.Key, key, StringComparison.Ordinal))
                    return true;
            }

            return false;
        }
    }

    private TopicMembership? Named((TopicKind Kind, string DisplayName) name)
    {
        if (kept.TryGetValue(name, out var membership))
            return membership;
        membership = TopicKey.From(name.Kind, name.DisplayName) is { } key ? new TopicMembership { Key = key.ToString(), DisplayName = TopicKey.Shown(name.DisplayName) } : null;

        // Who names a new one with each article gains nothing by this, and takes no more memory than anybody.
        if (kept.Count >= MostKept)
            kept.Clear();
        kept[name] = membership;
        return membership;
    }
}
