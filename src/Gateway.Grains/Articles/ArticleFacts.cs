using System.Collections.Immutable;
using Gateway.Contracts.Topics;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Topics;

namespace Gateway.Grains.Articles;

/// <summary>What an article's fate depends on, of all that its record says.</summary>
/// <param name="Url">The address that becomes the id, or null.</param>
/// <param name="PublishedAt">As the publisher has it.</param>
/// <param name="UpdatedAt">As the publisher has it, or null.</param>
/// <param name="Memberships">The topics that are to carry it.</param>
internal sealed record ArticleFacts(string? Url, DateTimeOffset PublishedAt, DateTimeOffset? UpdatedAt, ImmutableArray<TopicMembership> Memberships);

/// <summary>Reads them from a record that was accepted.</summary>
internal sealed class ArticleFactsReader(Publication publication)
{
    public ArticleFacts Read(ReadOnlyMemory<byte> record)
    {
        var article = ArticleReader.ReadStoredFacts(record);
        return new ArticleFacts(
            article.Url,
            article.PublishedAt,
            article.UpdatedAt,
            [.. TopicKey.Of(article, publication).Select(topic => new TopicMembership { Key = topic.Key.ToString(), DisplayName = topic.DisplayName })]);
    }
}
