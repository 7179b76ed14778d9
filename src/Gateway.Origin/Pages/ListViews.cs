using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Topics;
using Gateway.Origin.Pages.Models;
using Gateway.Syndication;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Pages;

/// <summary>From what the grains answer to the pages that list articles or names.</summary>
internal static class ListViews
{
    /// <summary>Articles on the home page: a screen or three; the rest is one link away.</summary>
    private const int HomeCards = 25;

    /// <summary>Names of each kind on the home page.</summary>
    private const int HomeNames = 24;

    public static PageFrame Topic(TopicListing listing, Publication publication)
    {
        var links = new PageLinks(publication);
        var header = listing.Header;
        var kind = PageLinks.KindOf(header.Key) ?? TopicKind.Latest;
        var name = NameOf(kind, header.Key, header.DisplayName);
        var page = listing.Archive is null ? links.Topic(header.Key) : links.Archive(header.Key, listing.Archive);
        return new PageFrame
        {
            Publication = publication,
            Links = links,
            Title = name,
            Description = kind == TopicKind.Latest ? publication.Description : $"{name} · {publication.Title}",
            Canonical = links.Absolute(page),
            Language = publication.Language,
            Section = PageLinks.SegmentOf(kind),
            Alternates = FeedAlternates(header.Key, name, links),
            Content = new AspNetCoreGeneratedDocument.Pages_Topic
            {
                Model = new TopicModel
                {
                    Kind = kind,
                    Name = name,
                    NameLanguage = kind == TopicKind.Languages ? LanguageIn(header.Key) : null,
                    Count = header.Count,
                    Feeds = links.Feeds(header.Key),
                    Cards = Cards(listing.Entries, 2, publication, links),
                    Directory = kind == TopicKind.Latest ? null : links.Directory(kind),
                    IsArchive = listing.Archive is not null,
                    Newer = listing.Archive is null ? null
                        : listing.Newer is null ? links.Topic(header.Key)
                        : links.Archive(header.Key, listing.Newer),
                    Older = listing.Older is null ? null : links.Archive(header.Key, listing.Older),
                },
            },
        };
    }

    public static PageFrame Home(HomeLists lists, Publication publication)
    {
        var links = new PageLinks(publication);
        var latest = lists.Latest.Header.Key is { Length: > 0 } key ? key : "latest";
        var cards = Cards(lists.Latest.Entries.Take(HomeCards), 3, publication, links);
        return new PageFrame
        {
            Publication = publication,
            Links = links,
            Title = null,
            Description = publication.Description,
            Canonical = links.Absolute(links.Home),
            Language = publication.Language,
            IsHome = true,
            Alternates = FeedAlternates(latest, publication.Title, links),
            Content = new AspNetCoreGeneratedDocument.Pages_Home
            {
                Model = new HomeModel
                {
                    Cards = cards is [var lead, .. var rest] ? [lead with { IsLead = true }, .. rest] : cards,
                    Sections =
                    [
                        .. new[]
                        {
                            (Kind: TopicKind.Topics, Listing: lists.Topics), (Kind: TopicKind.Entities, Listing: lists.Entities),
                            (Kind: TopicKind.Languages, Listing: lists.Languages), (Kind: TopicKind.Sources, Listing: lists.Sources),
                        }
                        .Where(s => s.Listing.Entries.Length > 0)
                        .Select(s => new HomeSection(s.Kind, links.Directory(s.Kind), Names(s.Kind, s.Listing.Entries.Take(HomeNames), links))),
                    ],
                    Feeds = links.Feeds(latest),
                    Latest = links.Topic(latest),
                    Older = lists.Latest.Older is null && lists.Latest.Entries.Length <= HomeCards ? null : links.Topic(latest),
                    Opml = links.Opml,
                },
            },
        };
    }

    public static PageFrame Directory(TopicKind kind, DirectoryListing listing, string? after, Publication publication)
    {
        var links = new PageLinks(publication);
        return new PageFrame
        {
            Publication = publication,
            Links = links,
            Title = PageText.KindName(kind),
            Description = $"{PageText.KindName(kind)} · {publication.Title}",
            Canonical = links.Absolute(links.Directory(kind, after)),
            Language = publication.Language,
            Section = PageLinks.SegmentOf(kind),
            Alternates = FeedAlternates("latest", publication.Title, links),
            Content = new AspNetCoreGeneratedDocument.Pages_Directory
            {
                Model = new DirectoryModel
                {
                    Kind = kind,
                    Names = Names(kind, listing.Entries, links),
                    First = after is null ? null : links.Directory(kind),
                    Next = listing.Next is null ? null : links.Directory(kind, listing.Next),
                    Opml = links.Opml,
                },
            },
        };
    }

    /// <summary>What the <c>link</c> elements of a topic's three feeds say.</summary>
    public static ImmutableArray<AlternateLink> FeedAlternates(string key, string name, PageLinks links) =>
    [
        new("application/rss+xml", $"{name} · RSS", links.Absolute(links.Feed(key, FeedFormat.Rss))),
        new("application/atom+xml", $"{name} · Atom", links.Absolute(links.Feed(key, FeedFormat.Atom))),
        new("application/feed+json", $"{name} · JSON Feed", links.Absolute(links.Feed(key, FeedFormat.Json))),
    ];

    /// <summary>A topic's name for people.</summary>
    public static string NameOf(TopicKind kind, string key, string displayName) => PlainText.Of(kind switch
    {
        TopicKind.Latest => PageText.KindName(kind),
        TopicKind.Languages => LanguageNames.Of(LanguageIn(key)),
        _ => displayName.Length > 0 ? displayName : key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..],
    });

    /// <summary>The tag in the key of a language's list.</summary>
    public static string LanguageIn(string key) => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static ImmutableArray<CardModel> Cards(IEnumerable<ArticleCard> cards, int level, Publication publication, PageLinks links) =>
        [.. cards.Select(c => CardModel.From(c, level, publication, links))];

    private static ImmutableArray<TopicLink> Names(TopicKind kind, IEnumerable<DirectoryEntry> entries, PageLinks links) =>
    [
        .. entries.Select(e => (Entry: e, Key: PageLinks.SegmentOf(kind) + "/" + e.Name)).Select(e => new TopicLink(
            links.Topic(e.Key),
            NameOf(kind, e.Key, e.Entry.DisplayName),
            kind == TopicKind.Languages ? e.Entry.Name : null,
            e.Entry.Count)),
    ];
}
