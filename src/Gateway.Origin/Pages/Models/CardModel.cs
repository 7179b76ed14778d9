using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Syndication;

namespace Gateway.Origin.Pages.Models;

/// <summary>An article in a list.</summary>
internal sealed record CardModel
{
    public required string Address { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    public required string Language { get; init; }

    public required DateTimeOffset Published { get; init; }

    /// <summary>The names, three at most.</summary>
    public ImmutableArray<string> Authors { get; init; } = [];

    /// <summary>Whether there are authors beyond those named.</summary>
    public bool MoreAuthors { get; init; }

    /// <summary>The host of the original; null where it first appeared here.</summary>
    public string? Source { get; init; }

    /// <summary>The language's name where it is not the publication's; null where it is.</summary>
    public string? LanguageName { get; init; }

    public string? Image { get; init; }

    /// <summary>2 or 3: the level of the title in the page's outline.</summary>
    public required int Level { get; init; }

    /// <summary>Whether it opens the page.</summary>
    public bool IsLead { get; init; }

    public string Direction => TextDirection.Of(Language);

    public static CardModel From(ArticleCard card, int level, Publication publication, PageLinks links) => new()
    {
        Address = links.Article(card.Slug),
        Title = PlainText.Of(card.Title),
        Summary = Excerpt.Of(card.Summary, 280),
        Language = PlainText.Of(card.Language),
        Published = card.Published,
        Authors = [.. card.Authors.Take(3).Select(a => PlainText.Of(a.Name)).Where(n => !IsPublication(n, publication))],
        MoreAuthors = card.Authors.Length > 3,
        Source = PageLinks.HostOf(card.CanonicalSource),
        LanguageName = SameLanguage(card.Language, publication.Language) ? null : LanguageNames.Of(card.Language),
        Image = PageLinks.External(card.Image),
        Level = level,
    };

    /// <summary>Who stands in for an author where an article names none goes without saying in a list.</summary>
    private static bool IsPublication(string name, Publication publication) =>
        string.Equals(name, publication.Author ?? publication.Title, StringComparison.Ordinal);

    private static bool SameLanguage(string a, string b) =>
        string.Equals(a.Split('-')[0], b.Split('-')[0], StringComparison.OrdinalIgnoreCase);
}
