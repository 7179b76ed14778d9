using System.Collections.Immutable;

namespace Gateway.Syndication.Articles;

/// <summary>
/// An article record, checked and normalised, as its publisher sent it: defaults are not filled in here but where a
/// representation is built.
/// </summary>
public sealed record Article
{
    /// <summary>1 to 200 characters, NFC, see <see cref="Articles.Slug"/>.</summary>
    public required string Slug { get; init; }

    /// <summary>Plain text.</summary>
    public required string Title { get; init; }

    /// <summary>Plain text; null where the record has none.</summary>
    public string? Summary { get; init; }

    /// <summary>CommonMark; hostile until sanitised.</summary>
    public required string BodyMarkdown { get; init; }

    /// <summary>An absolute http(s) address; null where the record has none.</summary>
    public string? Url { get; init; }

    /// <summary>An absolute http(s) address; null where the record has none.</summary>
    public string? CanonicalSource { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>A well-formed BCP 47 tag; null where the record has none.</summary>
    public string? Language { get; init; }

    /// <summary>As the publisher wrote them.</summary>
    public ImmutableArray<string> Topics { get; init; } = [];

    /// <summary>As the publisher wrote them.</summary>
    public ImmutableArray<string> Entities { get; init; } = [];

    public ImmutableArray<ArticleAuthor> Authors { get; init; } = [];

    /// <summary>An absolute http(s) address; null where the record has none.</summary>
    public string? Image { get; init; }

    /// <summary>
    /// The whole record as canonical JSON (UTF-8, no white space): known members in a fixed order, then the unknown ones
    /// as sent. The same content gives the same bytes; <see cref="ArticleReader"/> reads them back.
    /// </summary>
    public required ReadOnlyMemory<byte> Record { get; init; }
}

/// <summary>An author of an article.</summary>
/// <param name="Name">Plain text.</param>
/// <param name="Url">An absolute http(s) address, or null.</param>
public sealed record ArticleAuthor(string Name, string? Url = null);

/// <summary>Why a record was refused.</summary>
/// <param name="Member">The member that is wrong, as a path (<c>topics[3]</c>); null where it is none.</param>
/// <param name="Detail">What is wrong with it, for people; never echoes the value whole.</param>
/// <param name="IsTooLarge">Whether a size limit was passed (413), rather than bad input (400).</param>
public sealed record ArticleProblem(string? Member, string Detail, bool IsTooLarge = false)
{
    /// <summary>A text that stands alone: with the member that it is about.</summary>
    public string Text => Member is null ? Detail : $"{Member} {Detail}";
}

/// <summary>An article, or why there is none: exactly one of both is set.</summary>
/// <param name="Article">The article.</param>
/// <param name="Problem">The first problem.</param>
public readonly record struct ArticleReadResult(Article? Article, ArticleProblem? Problem)
{
    /// <summary>All problems, the first included: at most 20, one for each member. Empty where only the first is known, or there is none.</summary>
    public ImmutableArray<ArticleProblem> Problems { get => field.IsDefault ? [] : field; init; }
}
