using Gateway.Contracts.Articles;
using Gateway.Grains.Hosting;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Rendering;

/// <summary>Where a silo gets article content from.</summary>
internal interface IArticleSource
{
    /// <summary>One revision of an article; null where it is gone.</summary>
    Task<ArticleContent?> Read(string slug, long revision);
}

/// <summary>Article content from article grains.</summary>
internal sealed class GrainArticleSource(IGrainFactory grains) : IArticleSource
{
    private readonly GrainsOf<IArticleGrain> _articles = new(grains);

    /// <inheritdoc />
    public Task<ArticleContent?> Read(string slug, long revision) => _articles[slug].ReadRevision(revision);
}

/// <summary>Renders an article for feeds and pages.</summary>
internal interface IEntryRenderer
{
    /// <summary>Renders one revision.</summary>
    FeedEntry Render(ArticleContent content);
}

/// <inheritdoc />
internal sealed class EntryRenderer(Publication publication) : IEntryRenderer
{
    /// <inheritdoc />
    public FeedEntry Render(ArticleContent content) =>
        FeedEntry.Render(ArticleReader.ReadStored(content.Record), content.Id, content.Published, content.Updated, publication).Prepare(publication);
}

/// <summary>
/// Articles rendered for feeds and pages, once per silo and revision however many topics carry them. Who has the content waits for
/// nobody who is still reading it: that would be the article itself, which reads nothing out any more once it is to end, and does
/// not end before whoever is with it has left.
/// </summary>
internal sealed class RenderedArticles(IArticleSource source, IEntryRenderer renderer, IOptions<RenderingOptions> options)
{
    private readonly BoundedCache<(string Slug, long Revision), FeedEntry> _entries = new(options.Value.ArticleCacheBytes, static entry => entry.Weight);

    // Keeps nothing: several who want the same thing read it once.
    private readonly BoundedCache<(string Slug, long Revision), ArticleContent?> _reads = new(capacity: 0, static _ => -1);

    /// <summary>A rendered revision, where it is kept.</summary>
    public FeedEntry? Known(string slug, long revision) => _entries.TryGet((slug, revision), out var entry) ? entry : null;

    /// <summary>A rendered revision, read from its article where it is not kept; null where it is gone.</summary>
    public async Task<FeedEntry?> Get(string slug, long revision)
    {
        if (Known(slug, revision) is { } known)
            return known;
        return await _reads.GetOrMake((slug, revision), () => source.Read(slug, revision)) is { } content ? await Of(content) : null;
    }

    /// <summary>A revision whose content is at hand, rendered.</summary>
    public Task<FeedEntry> Of(ArticleContent content) =>
        _entries.GetOrMake((content.Slug, content.Revision), () => Task.FromResult(renderer.Render(content)));
}
