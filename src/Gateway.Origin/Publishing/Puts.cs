using Gateway.Contracts.Publishing;
using Gateway.Syndication.Articles;

namespace Gateway.Origin.Publishing;

/// <summary>Makes the change that publishes an article of the article that was read.</summary>
internal sealed class Puts(TopicMemberships memberships)
{
    public ArticleChange Of(Article article, Publisher publisher, DateTimeOffset received) => new()
    {
        Slug = article.Slug,
        Kind = ChangeKind.Put,
        Record = article.Record,
        Publisher = publisher.Name,
        IsOperator = publisher.IsOperator,
        ReceivedAt = received,
        Facts = new ArticleFacts
        {
            Url = article.Url,
            PublishedAt = article.PublishedAt,
            UpdatedAt = article.UpdatedAt,
            Memberships = memberships.Of(article),
        },
    };
}
