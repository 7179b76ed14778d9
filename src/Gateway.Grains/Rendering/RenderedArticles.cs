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

/// <summary>Articles rendered for feeds and pages, once per silo and revision however many topics carry them.</summary>
internal sealed class RenderedArticles(IArticleSource source, IEntryRenderer renderer, IOptions<RenderingOptions> options)
{
    private readonly BoundedCache<(string Slug, long Revision), FeedEntry?> _entries =
        new(options.Value.ArticleCacheBytes, static entry => entry?.Weight ?? -1);

    /// <summary>A rendered revision, where it is kept.</summary>
    public FeedEntry? Known(string slug, long revision) => _entries.TryGet((slug, revision), out var entry) ? entry : null;

    /// <summary>A rendered revision; null where it is gone.</summary>
    public Task<FeedEntry?> Get(string slug, long revision) => _entries.GetOrMake((slug, revision), async () =>
    {
        var content = await source.Read(slug, revision);
        return content is null ? null : renderer.Render(content);
    });
}
