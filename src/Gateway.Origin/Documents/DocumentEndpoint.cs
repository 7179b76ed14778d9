using System.Collections.Immutable;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Directory;
using Gateway.Contracts.Topics;
using Gateway.Origin.Addresses;
using Gateway.Origin.Answers;
using Gateway.Origin.Pages;
using Gateway.Origin.Pages.Models;
using Gateway.Syndication;
using Microsoft.AspNetCore.Http;

namespace Gateway.Origin.Documents;

/// <summary>
/// The documents about the publication as a whole. Each is put together from several grains, so its entity tag is a hash
/// of its bytes.
/// </summary>
internal sealed class DocumentEndpoint(IGrainFactory grains, Publication publication, TimeProvider time)
{
    private const int HomeArticles = 20;
    private const int HomeNames = 24;
    private const int PageNames = 500;

    private static readonly string LatestKey = ChangeKey.Topic("latest");

    private ITopicGrain Latest => grains.GetGrain<ITopicGrain>("latest");

    public async Task<Answer> GetAsync(Address.Document address) => address.Kind switch
    {
        DocumentKind.Home => await HomeAsync(),
        DocumentKind.Opml => await OpmlAsync(),
        DocumentKind.Sitemap => await SitemapAsync(address.Part),
        DocumentKind.NewsSitemap => await NewsSitemapAsync(),
        DocumentKind.Robots => Found("text/plain; charset=utf-8", TextDocuments.Robots(publication), "/robots.txt"),
        DocumentKind.Llms => await LlmsAsync(),
        DocumentKind.OpenApi => Found("application/json", TextDocuments.OpenApi(publication), "/openapi.json"),
        DocumentKind.Stylesheet => Found("text/css; charset=utf-8", Stylesheet.Bytes, Stylesheet.Path) with { CacheControl = CachePolicy.Immutable },
        _ => throw new ArgumentOutOfRangeException(nameof(address)),
    };

    /// <summary>A directory's page, <c>?after=</c> for more.</summary>
    public async Task<Answer> NamesAsync(HttpRequest request, Address.Names address)
    {
        var after = request.Query.TryGetValue("after", out var values) && values.Count == 1 ? values[0] : null;
        if (values.Count > 1 || after?.Length > 2_000)
            return Answer.Refuse(StatusCodes.Status400BadRequest, "after must be given once, as a name.", "after");

        var listing = await Directory(address.Kind.ToString()).List(string.IsNullOrEmpty(after) ? null : after, PageNames);
        var page = await PageRenderer.DirectoryPage(address.Kind, listing, string.IsNullOrEmpty(after) ? null : after, publication);
        return Found(Formats.Html, page, $"/{address.Kind}?{after}") with { LastModified = Known(listing.LastModified), Keys = [ChangeKey.Directory], Sources = [listing.Position] };
    }

    private async Task<Answer> HomeAsync()
    {
        var latest = Latest.List(new ListingQuery { Limit = HomeArticles });
        var names = await Task.WhenAll(DirectoryKinds.All.Select(k => Directory(k).Largest(HomeNames)));
        var lists = new HomeLists(await latest, names[0], names[1], names[2], names[3]);
        return Found(Formats.Html, await PageRenderer.HomePage(lists, publication), "/") with
        {
            Keys = [LatestKey, ChangeKey.Directory],
            Revision = lists.Latest.Header.Revision,
            Sources = [lists.Latest.Header.Position, .. names.Select(n => n.Position)],
        };
    }

    private async Task<Answer> OpmlAsync()
    {
        var groups = ImmutableArray.CreateBuilder<(string, ImmutableArray<DirectoryEntry>)>();
        foreach (var kind in DirectoryKinds.All)
            groups.Add((kind, []));
        var sources = ImmutableArray.CreateBuilder<ChangePosition?>(groups.Count);
        for (var i = 0; i < groups.Count; i++)
        {
            // Topics are what a publication is sorted by: all of them, up to a bound. Of the others, which anybody may multiply, the largest.
            var (kind, _) = groups[i];
            var listing = i == 0 ? await Directory(kind).List(null, 10_000) : await Directory(kind).Largest(200);
            groups[i] = (kind, listing.Entries);
            sources.Add(listing.Position);
        }

        return Found("text/x-opml; charset=utf-8", OpmlDocument.Write(publication, groups.ToImmutable()), "/topics.opml") with
        {
            Keys = [ChangeKey.Directory],
            Sources = sources.ToImmutable(),
        };
    }

    private async Task<Answer> SitemapAsync(int part)
    {
        var header = await Latest.Describe();
        var answer = await SitemapAsync(part, header);
        return answer with { Keys = [LatestKey], Revision = header.Revision, Sources = [header.Position] };
    }

    private async Task<Answer> SitemapAsync(int part, TopicHeader header)
    {
        var parts = (int)Math.Max(1, (header.Count + SitemapDocument.PartSize - 1) / SitemapDocument.PartSize);
        if (part == 0 && parts > 1)
            return Found(SitemapDocument.ContentType, SitemapDocument.Index(publication, parts), "/sitemap.xml") with { LastModified = Known(header.LastModified) };
        if (part > parts || (part > 0 && parts == 1))
            return Answer.Refuse(StatusCodes.Status404NotFound, "The sitemap has no such part.");

        var from = (long)Math.Max(0, part - 1) * SitemapDocument.PartSize;
        var count = (int)Math.Min(SitemapDocument.PartSize, header.Count - from);
        var entries = count <= 0 ? [] : await Latest.References(from, count);
        return Found(SitemapDocument.ContentType, SitemapDocument.Write(publication, entries), "/sitemap.xml") with { LastModified = Known(header.LastModified) };
    }

    private async Task<Answer> NewsSitemapAsync()
    {
        var header = await Latest.Describe();
        var cards = await LatestCards.SinceAsync(Latest, time.GetUtcNow() - NewsSitemapDocument.Age, NewsSitemapDocument.GreatestCount);
        return Found(SitemapDocument.ContentType, NewsSitemapDocument.Write(publication, cards), "/sitemap-news.xml") with
        {
            Keys = [LatestKey],
            Revision = header.Revision,
            Sources = [header.Position],
        };
    }

    private async Task<Answer> LlmsAsync()
    {
        var latest = await Latest.List(new ListingQuery { Limit = HomeArticles });
        var topics = await Directory("topics").Largest(HomeNames);
        return Found("text/plain; charset=utf-8", TextDocuments.Llms(publication, latest.Entries, topics.Entries), "/llms.txt") with
        {
            Keys = [LatestKey, ChangeKey.Directory],
            Revision = latest.Header.Revision,
            Sources = [latest.Header.Position, topics.Position],
        };
    }

    private IDirectoryGrain Directory(string kind) => grains.GetGrain<IDirectoryGrain>(kind.ToLowerInvariant());

    private static DateTimeOffset? Known(DateTimeOffset instant) => instant > DateTimeOffset.UnixEpoch ? instant : null;

    private static Answer Found(string contentType, ReadOnlyMemory<byte> body, string key) => new()
    {
        ContentType = contentType,
        Tag = Shape.TagOf(body),
        EncodedKey = key,
        Body = Answer.Ready(body),
    };
}
