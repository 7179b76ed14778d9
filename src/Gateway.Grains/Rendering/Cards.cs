using Gateway.Contracts.Articles;
using Gateway.Syndication.Feeds;

namespace Gateway.Grains.Rendering;

/// <summary>What lists and pages show of a rendered article.</summary>
internal static class Cards
{
    public static ArticleCard Of(FeedEntry entry) => new()
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
