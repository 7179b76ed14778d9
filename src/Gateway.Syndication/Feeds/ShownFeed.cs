using System.Collections.Immutable;
using Gateway.Syndication.Articles;

namespace Gateway.Syndication.Feeds;

/// <summary>
/// What a feed document says, decided once for all formats: the formats differ in syntax only, so that ids, order,
/// instants, texts and content cannot drift apart.
/// </summary>
internal sealed record ShownFeed
{
    /// <summary>
    /// Content beyond this many bytes of a document, counted as escaped UTF-8, is left to the summaries: readers and the
    /// W3C validator (5,000,000 bytes) refuse larger documents whole, and documents are held in memory.
    /// The longest are left out first (<see cref="FairShare"/>): two of 2 MB, if spent from the newest on, left nothing to all others.
    /// </summary>
    internal const int ContentBudget = 4_000_000;

    /// <summary>How long a summary may be once the budget is spent.</summary>
    internal const int ShortSummary = 500;

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required string Id { get; init; }

    public required string PageUrl { get; init; }

    public required string SelfUrl { get; init; }

    public string? CurrentUrl { get; init; }

    public string? PrevArchiveUrl { get; init; }

    public required bool IsArchive { get; init; }

    /// <summary>Null where feeds cannot carry it, see <see cref="FeedLanguage"/>.</summary>
    public string? Language { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public required string Author { get; init; }

    public string? Icon { get; init; }

    public required ImmutableArray<ShownEntry> Entries { get; init; }

    public required ImmutableArray<Tombstone> Tombstones { get; init; }

    public static ShownFeed Of(FeedDocument feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var title = Text(feed.Title, Text(feed.Publication.Title, feed.Publication.PublicUrl.Host));
        return new ShownFeed
        {
            Title = title,
            Description = Text(feed.Description, title),
            Id = FeedAddress.Id(feed.Id),
            PageUrl = FeedAddress.Link(feed.PageUrl),
            SelfUrl = FeedAddress.Link(feed.SelfUrl),
            CurrentUrl = feed.CurrentUrl is null ? null : FeedAddress.Link(feed.CurrentUrl),
            PrevArchiveUrl = feed.PrevArchiveUrl is null ? null : FeedAddress.Link(feed.PrevArchiveUrl),
            IsArchive = feed.IsArchive,
            Language = FeedLanguage.Shown(feed.Language),
            Updated = FeedInstant.Shown(feed.Updated),
            Author = Text(feed.Publication.Author, Text(feed.Publication.Title, title)),
            Icon = feed.Publication.Icon is null ? null : FeedAddress.Link(feed.Publication.Icon.OriginalString),
            Entries = Show(feed),
            Tombstones = [.. feed.Tombstones.Select(t => new Tombstone(FeedAddress.Id(t.Id), FeedInstant.Shown(t.When)))],
        };
    }

    /// <summary>A plain text on one line, or something else where nothing is left of it.</summary>
    internal static string Text(string? text, string otherwise) =>
        text is not null && FeedText.Line(text) is { Length: > 0 } line ? line : otherwise;

    private static ImmutableArray<ShownEntry> Show(FeedDocument feed)
    {
        // What every entry has comes first; then one claim for each longer summary and each content, whoever published it and whenever.
        var count = feed.Entries.Length;
        var left = (long)ContentBudget;
        var claims = new long[feed.SummaryOnly ? count : 2 * count];
        var prepared = new PreparedEntry[count];
        for (var i = 0; i < count; i++)
        {
            prepared[i] = feed.Entries[i].Prepared(feed.Publication);
            var shortest = Math.Min(prepared[i].SummaryLength, ShortSummary * PreparedEntry.MaxSummaryCharacter);
            left -= shortest;
            claims[i] = prepared[i].SummaryLength - shortest;
            if (!feed.SummaryOnly)
                claims[count + i] = prepared[i].ContentLength;
        }

        var fits = FairShare.Of(claims, left);
        var shown = ImmutableArray.CreateBuilder<ShownEntry>(count);
        for (var i = 0; i < count; i++)
            shown.Add(prepared[i].Shown.Cut(!feed.SummaryOnly && fits[count + i], fits[i] ? int.MaxValue : ShortSummary));

        return shown.MoveToImmutable();
    }
}

/// <summary>What a feed says of an article, see <see cref="ShownFeed"/>.</summary>
internal sealed record ShownEntry
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Url { get; init; }

    public string? CanonicalSource { get; init; }

    public required DateTimeOffset Published { get; init; }

    public required DateTimeOffset Updated { get; init; }

    /// <summary>Null where feeds cannot carry it, see <see cref="FeedLanguage"/>.</summary>
    public string? Language { get; init; }

    /// <summary>The tag as the article has it.</summary>
    public required string LanguageTag { get; init; }

    public required ImmutableArray<ArticleAuthor> Authors { get; init; }

    /// <summary>Never empty: an entry needs some text (RFC 4287 §4.1.2), if only its title.</summary>
    public required string Summary { get; init; }

    /// <summary>Null where it is left out, or where there is none.</summary>
    public ContentForms? Content { get; init; }

    /// <summary>Serialised HTML; null where <see cref="Content"/> is.</summary>
    public string? ContentHtml => Content?.Html;

    public required ImmutableArray<string> Categories { get; init; }

    public string? Image { get; init; }

    public static ShownEntry Of(FeedEntry entry, Publication publication)
    {
        var title = ShownFeed.Text(entry.Title, ShownFeed.Text(entry.Slug, entry.Id));
        var author = ShownFeed.Text(publication.Author, ShownFeed.Text(publication.Title, publication.PublicUrl.Host));
        var published = FeedInstant.Shown(entry.Published);
        var updated = FeedInstant.Shown(entry.Updated);
        return new ShownEntry
        {
            Id = FeedAddress.Id(entry.Id),
            Title = title,
            Url = Reachable(entry, publication),
            CanonicalSource = entry.CanonicalSource is null ? null : FeedAddress.Link(entry.CanonicalSource),
            Published = published,
            Updated = updated < published ? published : updated,
            Language = FeedLanguage.Shown(entry.Language),
            LanguageTag = FeedText.Clean(entry.Language),
            Authors =
            [
                .. entry.Authors.DefaultIfEmpty(new ArticleAuthor(author))
                    .Select(a => new ArticleAuthor(ShownFeed.Text(a.Name, author), a.Url is null ? null : FeedAddress.Link(a.Url))),
            ],
            Summary = ShownFeed.Text(entry.Summary, title),
            Content = ContentForms.Of(entry.ContentHtml),
            Categories = [.. entry.Categories.Select(c => FeedText.Line(c)).Where(c => c.Length > 0).Distinct(StringComparer.Ordinal)],
            // Media RSS cannot carry an IP literal either.
            Image = entry.Image is not null && FeedAddress.Link(entry.Image) is var image && !image.Contains('[', StringComparison.Ordinal) ? image : null,
        };
    }

    /// <summary>The same without its content, or with a shorter summary, where a document has no room.</summary>
    public ShownEntry Cut(bool withContent, int summaryLength) => (withContent || Content is null) && Summary.Length <= summaryLength
        ? this
        : this with { Content = withContent ? Content : null, Summary = FeedText.Cut(Summary, summaryLength) };

    /// <summary>RSS cannot carry an address with an IP literal (<c>http://[::1]/</c>): the gateway's own page stands in.</summary>
    private static string Reachable(FeedEntry entry, Publication publication) =>
        FeedAddress.Link(entry.Url) is var url && url.Contains('[', StringComparison.Ordinal)
            ? FeedAddress.Link(publication.ArticleAddress(entry.Slug))
            : url;
}
