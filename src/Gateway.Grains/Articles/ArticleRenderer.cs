using System.Buffers;
using System.Text;
using Gateway.Contracts.Articles;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonLd;
using Gateway.Syndication.Markdown;
using Gateway.Syndication.PlainText;

namespace Gateway.Grains.Articles;

/// <summary>Builds representations of articles. One per silo.</summary>
internal sealed class ArticleRenderer(Publication publication)
{
    /// <summary>One representation of one revision.</summary>
    /// <param name="content">The revision.</param>
    /// <param name="version">Its version, for the cache.</param>
    /// <param name="format">The representation wanted.</param>
    public ValueTask<RenderedArticle> Render(ArticleContent content, string version, ArticleFormat format)
    {
        var article = ArticleReader.ReadStored(content.Record);
        var entry = FeedEntry.Render(article, content.Id, content.Published, content.Updated, publication);
        return new(new RenderedArticle(Card(entry), Body(article, entry, format)));
    }

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

    private static ArticleCard Card(FeedEntry entry) => new()
    {
        Slug = entry.Slug,
        Title = entry.Title,
        Summary = entry.Summary,
        Url = entry.Url,
        CanonicalSource = entry.CanonicalSource,
        Published = entry.Published,
        Updated = entry.Updated,
        Language = entry.Language,
        Authors = [.. entry.Authors.Select(author => new CardAuthor { Name = author.Name, Url = author.Url })],
        Image = entry.Image,
    };
}

/// <summary>A representation and what lists show beside it.</summary>
internal sealed record RenderedArticle(ArticleCard Card, ReadOnlyMemory<byte> Body);
