using Gateway.Contracts.Publishing;
using Gateway.Contracts.Topics;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Topics;

namespace Gateway.Grains.Articles;

/// <summary>Reads the facts from a record that was accepted, for a change that comes without them: one that an older gateway wrote down or sent.</summary>
internal sealed class ArticleFactsReader(Publication publication)
{
    public ArticleFacts Read(ReadOnlyMemory<byte> record)
    {
        var article = ArticleReader.ReadStoredFacts(record);
        return new ArticleFacts
        {
            Url = article.Url,
            PublishedAt = article.PublishedAt,
            UpdatedAt = article.UpdatedAt,
            Memberships = [.. TopicKey.Of(article, publication).Select(topic => new TopicMembership { Key = topic.Key.ToString(), DisplayName = topic.DisplayName })],
        };
    }
}
