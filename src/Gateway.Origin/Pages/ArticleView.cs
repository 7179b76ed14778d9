using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Topics;
using Gateway.Origin.Pages.Models;
using Gateway.Syndication;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Pages;

/// <summary>From an article's HTML representation to its page.</summary>
internal static class ArticleView
{
    /// <summary>Feeds of topics named in the head; the <c>Link</c> header names them all.</summary>
    private const int TopicFeeds = 5;

    public static PageFrame Of(ArticleRepresentation html, ArticleCard card, Publication publication)
    {
        var links = new PageLinks(publication);
        var formats = Formats(card.Slug, links, ArticleWords.For(card.Language).Words);
        var body = ArticleBody.Fit(html.Body, card.Title);
        var title = PlainText.Of(card.Title);
        var image = PageLinks.External(card.Image);
        var source = PageLinks.External(card.CanonicalSource);
        var summary = Excerpt.Of(card.Summary, 600);
        return new PageFrame
        {
            Publication = publication,
            Links = links,
            Title = title,
            Description = Excerpt.Of(card.Summary, 300),
            Canonical = source ?? PageLinks.External(card.Url) ?? links.Absolute(links.Article(card.Slug)),
            Language = card.Language,
            Alternates =
            [
                .. formats.Select(f => f with { Address = links.Absolute(f.Address) }),
                .. ListViews.FeedAlternates("latest", publication.Title, links),
                .. html.Header.Topics.Where(t => PageLinks.KindOf(t.Key) == TopicKind.Topics).Take(TopicFeeds).Select(t => new AlternateLink(
                    "application/atom+xml", $"{ListViews.NameOf(TopicKind.Topics, t.Key, t.DisplayName)} · Atom", links.Absolute(links.Feed(t.Key, FeedFormat.Atom)))),
            ],
            Preview = new ArticlePreview(card.Published, card.Updated, image),
            Content = new AspNetCoreGeneratedDocument.Pages_Article
            {
                Model = new ArticleModel
                {
                    Title = title,
                    Language = card.Language,
                    Dek = summary.Length == 0 || ArticleBody.BeginsWith(body, summary) ? null : summary,
                    Authors =
                    [
                        .. card.Authors.Select(a => a with { Name = PlainText.Of(a.Name) })
                            .Where(a => !string.Equals(a.Name, publication.Title, StringComparison.Ordinal)),
                    ],
                    Published = card.Published,
                    Updated = card.Updated - card.Published >= TimeSpan.FromMinutes(1) ? card.Updated : null,
                    Image = image is null || ArticleBody.Shows(body, image) ? null : image,
                    Body = body,
                    Source = source,
                    SourceHost = PageLinks.HostOf(source),
                    Topics = Chips(html.Header, TopicKind.Topics, links),
                    Entities = Chips(html.Header, TopicKind.Entities, links),
                    Lists = [.. Chips(html.Header, TopicKind.Sources, links), .. Chips(html.Header, TopicKind.Languages, links)],
                    Formats = formats,
                },
            },
        };
    }

    private static ImmutableArray<AlternateLink> Formats(string slug, PageLinks links, ArticleWords words) =>
    [
        new("text/markdown", "Markdown", links.Article(slug) + ".md"),
        new("text/plain", words.PlainText, links.Article(slug) + ".txt"),
        new("application/ld+json", "JSON-LD", links.Article(slug) + ".jsonld"),
        new("application/json", "JSON", links.Article(slug) + ".json"),
    ];

    private static ImmutableArray<TopicLink> Chips(ArticleHeader header, TopicKind kind, PageLinks links) =>
    [
        .. header.Topics.Where(t => PageLinks.KindOf(t.Key) == kind).Select(t => new TopicLink(
            links.Topic(t.Key),
            ListViews.NameOf(kind, t.Key, t.DisplayName),
            kind == TopicKind.Languages ? ListViews.LanguageIn(t.Key) : null)),
    ];
}
