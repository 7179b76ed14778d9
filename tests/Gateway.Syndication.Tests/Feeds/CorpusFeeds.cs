using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Tests.Shared;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>The corpus as feeds: rendered once for all tests, newest first.</summary>
internal static class CorpusFeeds
{
    private static readonly Lazy<FeedEntry[]> Rendered = new(() =>
        [.. Corpus.Articles().Select(Render).OrderByDescending(e => e.Published).ThenBy(e => e.Id, StringComparer.Ordinal)]);

    /// <summary>Archives of a hundred entries, and a head; skips the calling test where there is no corpus.</summary>
    public static IEnumerable<FeedDocument> All()
    {
        Corpus.Path("articles.ndjson.gz");
        yield return FeedSamples.Feed([.. Rendered.Value.Take(50)]);
        foreach (var entries in Rendered.Value.Chunk(100))
            yield return FeedSamples.Archive(0) with { Entries = [.. entries] };
    }

    private static FeedEntry Render(byte[] json)
    {
        var article = ArticleReader.Read(json, new ArticleLimits()).Article ?? throw new InvalidDataException("The corpus holds good records.");
        return FeedEntry.Render(article, article.Url ?? "urn:uuid:1e9f1e34-8a34-4d5c-9c57-6f6f1f7a3c11", article.PublishedAt, article.UpdatedAt ?? article.PublishedAt, FeedSamples.Publication);
    }
}
