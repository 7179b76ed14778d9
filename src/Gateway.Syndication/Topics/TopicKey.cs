using System.Collections.Immutable;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Topics;

/// <summary>The kinds of topics.</summary>
public enum TopicKind
{
    /// <summary>Everything.</summary>
    Latest,

    /// <summary>By <see cref="Article.Topics"/>.</summary>
    Topics,

    /// <summary>By <see cref="Article.Entities"/>.</summary>
    Entities,

    /// <summary>By the host of <see cref="Article.CanonicalSource"/>.</summary>
    Sources,

    /// <summary>By <see cref="Article.Language"/>.</summary>
    Languages,
}

/// <summary>
/// The identity of a topic: its path without the leading slash, not percent-encoded: <c>latest</c>, <c>topics/{name}</c>,
/// <c>entities/{name}</c>, <c>sources/{host}</c>, <c>languages/{tag}</c>, names normalised.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The normalised name; empty for <see cref="TopicKind.Latest"/>.</param>
public readonly record struct TopicKey(TopicKind Kind, string Name)
{
    /// <summary>The list of everything.</summary>
    public static TopicKey Latest { get; } = new(TopicKind.Latest, "");

    /// <summary>The first segment of the path: <c>latest</c>, <c>topics</c> …</summary>
    public string Segment => Kind switch
    {
        TopicKind.Latest => "latest",
        TopicKind.Topics => "topics",
        TopicKind.Entities => "entities",
        TopicKind.Sources => "sources",
        TopicKind.Languages => "languages",
        _ => throw new InvalidOperationException($"There is no topic kind {Kind}."),
    };

    /// <summary>The path of the topic's page on the gateway, percent-encoded (RFC 3986), without the leading slash.</summary>
    public string Path => Kind == TopicKind.Latest ? Segment : Segment + "/" + Uri.EscapeDataString(Name);

    /// <summary>Normalises a name by the rule of its kind; null where nothing is left. Normalising twice changes nothing.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="displayName">The name as written; a host without port for <see cref="TopicKind.Sources"/>; ignored for <see cref="TopicKind.Latest"/>.</param>
    public static TopicKey? From(TopicKind kind, string displayName)
    {
        ArgumentNullException.ThrowIfNull(displayName);
        var name = kind switch
        {
            TopicKind.Latest => "",
            TopicKind.Sources => SourceHost.Normalize(displayName),
            _ => TopicName.Normalize(displayName),
        };
        return name is null ? null : new TopicKey(kind, name);
    }

    /// <summary>Reads a key that is in normal form already; null where it is none.</summary>
    public static TopicKey? Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key is "latest")
            return Latest;

        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return null;

        TopicKind? kind = key[..slash] switch
        {
            "topics" => TopicKind.Topics,
            "entities" => TopicKind.Entities,
            "sources" => TopicKind.Sources,
            "languages" => TopicKind.Languages,
            _ => null,
        };
        return kind is { } known && From(known, key[(slash + 1)..]) is { } normal && string.Equals(normal.ToString(), key, StringComparison.Ordinal)
            ? normal
            : null;
    }

    /// <summary>A name as lists and titles show it: as written, but for controls that would turn round what follows it.</summary>
    /// <param name="displayName">As the publisher wrote it; its normal form is <see cref="From"/>'s of this, not of what is shown.</param>
    public static string Shown(string displayName)
    {
        ArgumentNullException.ThrowIfNull(displayName);
        return BidiControls.Contain(displayName);
    }

    /// <summary>
    /// The topics that carry an article, each once, with the name as it is shown (<see cref="Shown"/>): latest, topics, entities,
    /// source, language.
    /// </summary>
    public static ImmutableArray<(TopicKey Key, string DisplayName)> Of(Article article, Publication publication)
    {
        var seen = new HashSet<TopicKey>();
        var keys = ImmutableArray.CreateBuilder<(TopicKey, string)>();
        foreach (var (kind, displayName) in NamesOf(article, publication))
        {
            if (From(kind, displayName) is { } key && seen.Add(key))
                keys.Add((key, Shown(displayName)));
        }

        return keys.ToImmutable();
    }

    /// <summary>
    /// What <see cref="From"/> makes the topics of that carry an article, in the order of <see cref="Of"/>: names as the
    /// publisher wrote them, several of which may have one normal form, or none.
    /// </summary>
    public static IEnumerable<(TopicKind Kind, string DisplayName)> NamesOf(Article article, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArgumentNullException.ThrowIfNull(publication);
        return Names(article, publication);

        static IEnumerable<(TopicKind Kind, string DisplayName)> Names(Article article, Publication publication)
        {
            yield return (TopicKind.Latest, "Latest");
            foreach (var topic in article.Topics)
                yield return (TopicKind.Topics, topic);

            foreach (var entity in article.Entities)
                yield return (TopicKind.Entities, entity);

            if (article.CanonicalSource is { } source && Uri.TryCreate(source, UriKind.Absolute, out var address))
                yield return (TopicKind.Sources, address.IdnHost);

            yield return (TopicKind.Languages, article.Language ?? publication.Language);
        }
    }

    /// <summary>The key's text form.</summary>
    public override string ToString() => Kind == TopicKind.Latest ? Segment : Segment + "/" + Name;
}
