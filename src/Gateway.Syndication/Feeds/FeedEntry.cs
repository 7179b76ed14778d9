using System.Collections.Immutable;
using Gateway.Syndication.Articles;

namespace Gateway.Syndication.Feeds;

/// <summary>
/// An article rendered for feeds and pages, once per revision: every text is free of characters that XML 1.0 forbids and
/// of lone surrogates, every address absolute.
/// </summary>
public sealed record FeedEntry
{
    /// <summary>An address, or <c>urn:uuid:</c>.</summary>
    public required string Id { get; init; }

    public required string Slug { get; init; }

    /// <summary>Plain text, one line.</summary>
    public required string Title { get; init; }

    /// <summary>The article's own address: as sent, or the gateway's.</summary>
    public required string Url { get; init; }

    public string? CanonicalSource { get; init; }

    public required DateTimeOffset Published { get; init; }

    /// <summary>Not before <see cref="Published"/>.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>BCP 47.</summary>
    public required string Language { get; init; }

    /// <summary>At least one: the publication's where the article names none.</summary>
    public required ImmutableArray<ArticleAuthor> Authors { get; init; }

    /// <summary>Plain text: the record's, or from the body.</summary>
    public required string Summary { get; init; }

    /// <summary>Sanitised HTML.</summary>
    public required string ContentHtml { get; init; }

    /// <summary>Topics, then entities, as written, each once.</summary>
    public required ImmutableArray<string> Categories { get; init; }

    /// <summary>An absolute http(s) address; null without an image.</summary>
    public string? Image { get; init; }

    private PreparedEntry.Slot prepared;

    /// <summary>About how many bytes of memory it takes, what <see cref="Prepare"/> keeps included, for bounded caches.</summary>
    public int Weight =>
        512
        + 2 * (ContentHtml.Length + Summary.Length + Title.Length + Id.Length + Url.Length + Categories.Sum(c => c.Length + 16))
        + (prepared.Kept?.Weight ?? 0);

    /// <summary>
    /// Escapes the content for all formats and keeps it, so that each document with the entry copies it only. Without it
    /// the first document does the same: a cache that weighs its entries calls it before.
    /// </summary>
    /// <param name="publication">The publication of the documents.</param>
    /// <returns>The same entry.</returns>
    public FeedEntry Prepare(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        prepared.Of(this, publication);
        return this;
    }

    internal PreparedEntry Prepared(Publication publication) => prepared.Of(this, publication);

    /// <summary>Renders an article: Markdown to sanitised HTML, defaults filled in.</summary>
    /// <param name="article">The article.</param>
    /// <param name="id">Its id in feeds.</param>
    /// <param name="published">Where it stands in feeds.</param>
    /// <param name="updated">The instant shown as updated.</param>
    /// <param name="publication">For the defaults.</param>
    public static FeedEntry Render(Article article, string id, DateTimeOffset published, DateTimeOffset updated, Publication publication) =>
        EntryRenderer.Render(article, id, published, updated, publication);
}
