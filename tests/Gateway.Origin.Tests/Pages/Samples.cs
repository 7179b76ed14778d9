using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Topics;
using Gateway.Origin.Pages;
using Gateway.Origin.Pages.Models;
using Gateway.Syndication;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Tests.Pages;

/// <summary>What the grains might answer, and the pages made of it.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 3, 9, 30, 15, TimeSpan.Zero);

    /// <summary>All pages by name, from the same texts.</summary>
    public static readonly string[] PageNames =
        ["article", "retracted", "topic", "archive", "language", "latest", "emptytopic", "home", "emptyhome", "directory", "error"];

    public static Publication Publication { get; } = new()
    {
        PublicUrl = new Uri("https://news.example.org"),
        Title = "The Harbour Gazette",
        Description = "News from the water's edge",
        Language = "en",
    };

    public static ArticleCard Card(string text = "Plain", string language = "en") => new()
    {
        Slug = "a-slug",
        Title = text + " title",
        Summary = text + " summary",
        Url = "https://news.example.org/news/a-slug",
        CanonicalSource = "https://source.example.org/story?a=1&b=2",
        Published = Instant,
        Updated = Instant.AddHours(2),
        Language = language,
        Authors = [new CardAuthor { Name = text + " author", Url = "https://example.org/author" }, new CardAuthor { Name = text }],
        Image = "https://images.example.org/1.jpg?a=1&b=2",
    };

    public static ArticleRepresentation Article(ArticleCard card, string body = "<p>The body.</p>", string text = "Plain") => new()
    {
        Header = Header(text, isRetracted: false),
        Card = card,
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static ArticleRepresentation Retracted(string text = "Plain") => new() { Header = Header(text, isRetracted: true) };

    public static TopicListing Listing(string key, string text = "Plain", params ArticleCard[] cards) => new()
    {
        Status = FeedStatus.Found,
        Header = new TopicHeader
        {
            Key = key,
            DisplayName = text,
            Exists = true,
            Revision = 7,
            Version = "7-ab",
            LastModified = Instant,
            Count = 12345,
        },
        Entries = [.. cards],
        Version = "7-ab",
    };

    public static DirectoryListing Names(params (string Name, string Display)[] names) => new()
    {
        Entries = [.. names.Select(n => new DirectoryEntry { Name = n.Name, DisplayName = n.Display, Count = 3, LastModified = Instant })],
        Version = "1-a",
        LastModified = Instant,
    };

    /// <summary>One of <see cref="PageNames"/>, with <paramref name="text"/> in every field that holds free text.</summary>
    public static async Task<string> Page(string name, string text = "Plain", Publication? publication = null)
    {
        var of = publication ?? Publication;
        var card = Card(text);
        var second = card with { Slug = "another", Image = null, CanonicalSource = null, Language = "ar" };
        var listing = Listing("topics/some-topic", text, card, second);
        var names = Names(("some-topic", text), ("日本", text));
        var bytes = await (name switch
        {
            "article" => PageRenderer.ArticlePage(Article(card, text: text), of),
            "retracted" => PageRenderer.ArticlePage(Retracted(text), of),
            "topic" => PageRenderer.TopicPage(listing with { Older = "20261101-r3" }, of),
            "archive" => PageRenderer.TopicPage(listing with { Archive = "20261101-r3", Older = "20261001-r1", Newer = "20261102-r9" }, of),
            "language" => PageRenderer.TopicPage(Listing("languages/ar", "ar", card, second), of),
            "latest" => PageRenderer.TopicPage(Listing("latest", text, card, second), of),
            "emptytopic" => PageRenderer.TopicPage(Listing("topics/some-topic", text), of),
            "home" => PageRenderer.HomePage(
                new HomeLists(Listing("latest", text, card, second), names, names, Names(("source.example.org", text)), Names(("ar", "ar"))), of),
            "emptyhome" => PageRenderer.HomePage(new HomeLists(Listing("latest", text), Names(), Names(), Names(), Names()), of),
            "directory" => PageRenderer.DirectoryPage(TopicKind.Topics, names with { Next = text }, text, of),
            "error" => PageRenderer.ErrorPage(404, text, text, of),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        });
        return Encoding.UTF8.GetString(bytes.Span);
    }

    /// <summary>Parses as a validator would: the first error of any kind throws.</summary>
    public static IHtmlDocument Parse(string html) =>
        new HtmlParser(new HtmlParserOptions { IsStrictMode = true, IsKeepingSourceReferences = true }).ParseDocument(html);

    private static ArticleHeader Header(string text, bool isRetracted) => new()
    {
        Slug = "a-slug",
        IsRetracted = isRetracted,
        Revision = 2,
        Version = "2-cd",
        LastModified = Instant,
        Id = "https://news.example.org/news/a-slug",
        Published = Instant,
        Updated = Instant,
        Publisher = text,
        Topics = isRetracted
            ? []
            :
            [
                new TopicMembership { Key = "latest", DisplayName = "Latest" },
                new TopicMembership { Key = "topics/some-topic", DisplayName = text },
                new TopicMembership { Key = "entities/日本", DisplayName = text },
                new TopicMembership { Key = "sources/source.example.org", DisplayName = text },
                new TopicMembership { Key = "languages/ar", DisplayName = text },
            ],
    };
}
