using System.Buffers;
using System.Text;
using Gateway.Contracts.Articles;
using Gateway.Grains.Rendering;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonLd;
using Gateway.Syndication.Markdown;
using Gateway.Syndication.PlainText;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Articles;

/// <summary>Builds representations of articles, each once per version and silo however many ask for it. One per silo.</summary>
internal sealed class ArticleRenderer(Publication publication, RenderedArticles entries, IOptions<ArticleOptions> options)
{
    // About what a card and the cache's own book-keeping take.
    private const int Overhead = 1024;

    private readonly BoundedCache<(string Slug, string Version, ArticleFormat Format), RenderedArticle> _built =
        new(options.Value.RepresentationCacheBytes, static built => Overhead + built.Body.Length + 2 * built.Card.Summary.Length);

    /// <summary>One representation of one revision.</summary>
    /// <param name="content">The revision.</param>
    /// <param name="version">Its version: the revision alone would not tell two histories apart.</param>
    /// <param name="format">The representation wanted.</param>
    public Task<RenderedArticle> Render(ArticleContent content, string version, ArticleFormat format) =>
        _built.GetOrMake((content.Slug, version, format), async () =>
        {
            var entry = await entries.Of(content);
            return new RenderedArticle(Cards.Of(entry), Body(ArticleReader.ReadStored(content.Record), entry, format));
        });

    private byte[] Body(Article article, FeedEntry entry, ArticleFormat format)
    {
        if (format == ArticleFormat.Html)
            return Encoding.UTF8.GetBytes(entry.ContentHtml);

        var output = new ArrayBufferWriter<byte>(4096);
        switch (format)
        {
            case ArticleFormat.Markdown:
                MarkdownWriter.Write(article, entry, publication, output);
                break;
            case ArticleFormat.Text:
                PlainTextWriter.Write(article, entry, publication, output);
                break;
            case ArticleFormat.JsonLd:
                JsonLdWriter.Write(article, entry, publication, output);
                break;
            case ArticleFormat.Json:
                ArticleJson.Write(article, entry.Updated, publication, output);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "No such representation.");
        }

        return output.WrittenSpan.ToArray();
    }
}

/// <summary>A representation and what lists show beside it.</summary>
internal sealed record RenderedArticle(ArticleCard Card, ReadOnlyMemory<byte> Body);
