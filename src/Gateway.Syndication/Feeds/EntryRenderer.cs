using System.Collections.Immutable;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Html;
using Gateway.Syndication.PlainText;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Feeds;

/// <summary>Renders articles for feeds and pages: the one place where defaults meet an article's text.</summary>
internal static class EntryRenderer
{
    public static FeedEntry Render(Article article, string id, DateTimeOffset published, DateTimeOffset updated, Publication publication)
    {
        var url = ArticleHtml.BaseOf(article, publication);
        var body = ArticleHtml.Parse(article.BodyMarkdown, url);
        var title = XmlText.OneLine(article.Title);
        return new FeedEntry
        {
            Id = XmlText.Clean(id),
            Slug = article.Slug,
            Title = title.Length > 0 ? title : article.Slug,
            Url = url,
            CanonicalSource = article.CanonicalSource,
            Published = published,
            Updated = updated < published ? published : updated,
            Language = article.Language ?? publication.Language,
            Authors = AuthorsOf(article, publication),
            Summary = Summary.Of(article.Summary, body),
            ContentHtml = ArticleHtml.Serialize(body),
            Categories = CategoriesOf(article),
            Image = article.Image,
        };
    }

    private static ImmutableArray<ArticleAuthor> AuthorsOf(Article article, Publication publication)
    {
        var authors = article.Authors
            .Select(author => author with { Name = XmlText.OneLine(author.Name) })
            .Where(author => author.Name.Length > 0)
            .ToImmutableArray();
        return authors.IsEmpty ? [new ArticleAuthor(XmlText.OneLine(publication.Author ?? publication.Title))] : authors;
    }

    private static ImmutableArray<string> CategoriesOf(Article article) =>
        [.. article.Topics.Concat(article.Entities).Select(XmlText.OneLine).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
}
