using System.Collections.Immutable;
using Gateway.Contracts.Articles;

namespace Gateway.Origin.Pages.Models;

/// <summary>An article's page.</summary>
internal sealed record ArticleModel
{
    public required string Title { get; init; }

    public required string Language { get; init; }

    /// <summary>The summary; null where the body begins with it.</summary>
    public string? Dek { get; init; }

    public required ImmutableArray<CardAuthor> Authors { get; init; }

    public required DateTimeOffset Published { get; init; }

    /// <summary>Null where the article is as it was published.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>Null without one, and where the body shows it already.</summary>
    public string? Image { get; init; }

    /// <summary>Sanitised HTML, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The original; null where it first appeared here.</summary>
    public string? Source { get; init; }

    public string? SourceHost { get; init; }

    public ImmutableArray<TopicLink> Topics { get; init; } = [];

    public ImmutableArray<TopicLink> Entities { get; init; } = [];

    /// <summary>The source's and the language's lists.</summary>
    public ImmutableArray<TopicLink> Lists { get; init; } = [];

    public required ImmutableArray<AlternateLink> Formats { get; init; }

    public string Direction => TextDirection.Of(Language);

    /// <summary>The page's own words.</summary>
    public ArticleWords Words => ArticleWords.For(Language).Words;

    /// <summary>The <c>lang</c> of the page's own words where it is not the article's.</summary>
    public string? WordsLanguage => ArticleWords.For(Language).Language is var language && (string.Equals(language, Language, StringComparison.Ordinal) || PageText.SameLanguage(Language)) ? null : language;

    /// <summary>Their <c>dir</c> where it is not the article's.</summary>
    public string? WordsDirection => TextDirection.Of(ArticleWords.For(Language).Language) is var words && string.Equals(words, Direction, StringComparison.Ordinal) ? null : words;
}
