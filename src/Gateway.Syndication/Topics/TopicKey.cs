using System.Collections.Immutable;
using Gateway.Syndication.Articles;

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
    public string Segment => throw new NotSupportedException("Not written yet.");

    /// <summary>The path of the topic's page on the gateway, percent-encoded, without the leading slash.</summary>
    public string Path => throw new NotSupportedException("Not written yet.");

    /// <summary>Normalises a name by the rule of its kind; null where nothing is left.</summary>
    public static TopicKey? From(TopicKind kind, string displayName) => throw new NotSupportedException("Not written yet.");

    /// <summary>Reads a key that is in normal form already; null where it is none.</summary>
    public static TopicKey? Parse(string key) => throw new NotSupportedException("Not written yet.");

    /// <summary>
    /// The topics that carry an article, each once, with the name as the publisher wrote it: latest, topics, entities,
    /// source, language.
    /// </summary>
    public static ImmutableArray<(TopicKey Key, string DisplayName)> Of(Article article, Publication publication) =>
        throw new NotSupportedException("Not written yet.");

    /// <summary>The key's text form.</summary>
    public override string ToString() => throw new NotSupportedException("Not written yet.");
}
