using System.Text;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Topics;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Tests.Pages;

/// <summary>Records as the gateway renders them.</summary>
internal static class RenderedArticles
{
    public static Article Read(byte[] record)
    {
        var result = ArticleReader.Read(record, new ArticleLimits());
        Assert.True(result.Problem is null, $"{result.Problem?.Member}: {result.Problem?.Detail}");
        return result.Article!;
    }

    public static ArticleRepresentation Represent(Article article, Publication publication)
    {
        var entry = FeedEntry.Render(
            article, publication.ArticleAddress(article.Slug), article.PublishedAt, article.UpdatedAt ?? article.PublishedAt, publication);
        return new ArticleRepresentation
        {
            Header = new ArticleHeader
            {
                Slug = article.Slug,
                IsRetracted = false,
                Revision = 1,
                Version = "1-a",
                LastModified = entry.Updated,
                Id = entry.Id,
                Published = entry.Published,
                Updated = entry.Updated,
                Publisher = "desk",
                Topics =
                [
                    .. TopicKey.Of(article, publication).Select(t => new TopicMembership { Key = t.Key.ToString(), DisplayName = t.DisplayName }),
                ],
            },
            Card = new ArticleCard
            {
                Slug = entry.Slug,
                Title = entry.Title,
                Summary = entry.Summary,
                Url = entry.Url,
                CanonicalSource = entry.CanonicalSource,
                Published = entry.Published,
                Updated = entry.Updated,
                Language = entry.Language,
                Authors = [.. entry.Authors.Select(a => new CardAuthor { Name = a.Name, Url = a.Url })],
                Image = entry.Image,
            },
            Body = Encoding.UTF8.GetBytes(entry.ContentHtml),
        };
    }
}
