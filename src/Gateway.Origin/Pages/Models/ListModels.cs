using System.Collections.Immutable;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Pages.Models;

/// <summary>A link to a topic.</summary>
/// <param name="Address">A path.</param>
/// <param name="Name">For people, plain text.</param>
/// <param name="Language">The language that the name is in; null where that is not known.</param>
/// <param name="Count">How many articles it holds; null to show none.</param>
internal sealed record TopicLink(string Address, string Name, string? Language = null, long? Count = null);

/// <summary>The paths of one topic's feeds.</summary>
internal sealed record FeedLinks(string Rss, string Atom, string Json);

/// <summary>The page of a topic or of one of its archives.</summary>
internal sealed record TopicModel
{
    public required TopicKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>The language of the name; null where that is not known.</summary>
    public string? NameLanguage { get; init; }

    public required long Count { get; init; }

    public required FeedLinks Feeds { get; init; }

    public required ImmutableArray<CardModel> Cards { get; init; }

    /// <summary>The directory of its kind; null for the list of everything.</summary>
    public string? Directory { get; init; }

    public bool IsArchive { get; init; }

    public string? Newer { get; init; }

    public string? Older { get; init; }
}

/// <summary>The names of one kind of topic.</summary>
internal sealed record DirectoryModel
{
    public required TopicKind Kind { get; init; }

    public required ImmutableArray<TopicLink> Names { get; init; }

    public string? First { get; init; }

    public string? Next { get; init; }

    public required string Opml { get; init; }
}

/// <summary>The home page.</summary>
internal sealed record HomeModel
{
    public required ImmutableArray<CardModel> Cards { get; init; }

    public required ImmutableArray<HomeSection> Sections { get; init; }

    public required FeedLinks Feeds { get; init; }

    public required string Latest { get; init; }

    public string? Older { get; init; }

    public required string Opml { get; init; }
}

/// <summary>The largest topics of one kind.</summary>
internal sealed record HomeSection(TopicKind Kind, string Directory, ImmutableArray<TopicLink> Names);

/// <summary>An error, or a retracted article.</summary>
/// <param name="Status">Shown above the title; null to show none.</param>
/// <param name="Title">Plain text.</param>
/// <param name="Detail">Plain text; may be empty.</param>
/// <param name="Links">For the way out.</param>
/// <param name="Since">The instant that it is so since; null where that says nothing.</param>
internal sealed record MessageModel(int? Status, string Title, string Detail, PageLinks Links, DateTimeOffset? Since = null);
