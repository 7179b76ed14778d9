using CsCheck;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>Feeds that a careless renderer might hand to the writers.</summary>
internal static class NastyFeeds
{
    private static readonly string[] Pieces =
    [
        "</b>", "<script>alert(1)</script>", "&amp;", "&lt;", "R&D2", "AT&T", "&copy", "&#x41;", "]]>", "<![CDATA[", "<?xml", "\0", "\u0001", "\u000b", "\f", "\r\n", "\r", "\t", "\u007f",
        "\u0085", "\u0092", "\u009f", "\u00c3\u00a9", "\u00c2\u00bb", "\ufffd", "\ufffe", "\uffff", "\ufdd0", "\ud83d", "\ude00", "\ud83d\ude00", "\ud83f\udffe", "\u2028", "\u202e", "\u0301",
        "Ada <ada@example.org>", " ", "\u00a0", "word", "日本語", "עברית", "<img src=x onerror=alert(1)>", "'", "\"", "\\", "\u001b[31m",
    ];

    private static readonly string[] AddressPieces =
    [
        "/", "a", "%41", "%e4", "%C3%A9", "e%CC%81", "%", "%zz", "%2541", "%2F", "%3f", "[", "]", "|", "^", "\"", "<", ">", " ", "ü", "日", "..", ".", "../", "?", "#", "&", "=", "`", "~", "%7E",
        ";", "\ud83d\ude00", "\ud83d", "%00", "%2e%2e/", "//", ":", "@", "\n",
    ];

    private static readonly string[] Hosts =
        ["example.org", "Example.ORG", "bücher.example", "example.org:443", "example.org:8080", "[2001:db8::1]", "e_x.example.org", "127.0.0.1", "example.org.", "user:pass@example.org", "\ud83d\ude00.example"];

    private static readonly Gen<string> Text = OneOf(Pieces).Array[0, 8].Select(string.Concat);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    public static readonly Gen<string> Address =
        Gen.Select(OneOf("https://", "HTTP://"), OneOf(Hosts), OneOf(AddressPieces).Array[0, 8])
            .Select((scheme, host, path) => $"{scheme}{host}{(path.Length == 0 ? "" : "/")}{string.Concat(path)}");

    private static readonly Gen<string> Id = Gen.OneOf(Address, Gen.Guid.Select(g => $"urn:uuid:{g}".ToUpperInvariant()), Text);

    private static readonly Gen<DateTimeOffset> Instant =
        Gen.Select(Gen.Long[new DateTime(1900, 1, 1).Ticks, new DateTime(2026, 1, 1).Ticks], Gen.Int[-14 * 60, 14 * 60]).Select((t, o) => new DateTimeOffset(t, TimeSpan.FromMinutes(o)));

    private static readonly Gen<string> Html =
        Gen.OneOf(Gen.Const(""), Text.Select(t => $"<p>{t.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)}</p>"));

    private static readonly Gen<FeedEntry> Entry =
        from id in Id
        from title in Text
        from url in Address
        from source in Address.Null()
        from published in Instant
        from updated in Instant
        from language in OneOf("en", "x-private", "i-klingon", "zh-Hant-TW", "yue", "", "\0", "e n")
        from authors in Gen.Select(Text, Address.Null()).Select((n, u) => new ArticleAuthor(n, u)).Array[0, 3]
        from summary in Text
        from html in Html
        from categories in Text.Array[0, 4]
        from image in Address.Null()
        select new FeedEntry
        {
            Id = id,
            Slug = "slug",
            Title = title,
            Url = url,
            CanonicalSource = source,
            Published = published,
            Updated = updated,
            Language = language,
            Authors = [.. authors],
            Summary = summary,
            ContentHtml = html,
            Categories = [.. categories],
            Image = image,
        };

    public static readonly Gen<FeedDocument> Feed =
        from entries in Entry.Array[0, 6]
        from title in Text
        from description in Text
        from isArchive in Gen.Bool
        from isSummary in Gen.Bool
        from tombstones in Gen.Select(Id, Instant).Select((i, w) => new Tombstone(i, w)).Array[0, 2]
        from language in OneOf("en", "x-private", "", "ar")
        select FeedSamples.Feed() with
        {
            Title = title,
            Description = description,
            IsArchive = isArchive,
            CurrentUrl = isArchive ? "https://news.example.org/topics/engines.xml" : null,
            SummaryOnly = isSummary,
            Language = language,
            Entries = [.. entries.DistinctBy(e => FeedAddress.Id(e.Id))],
            Tombstones = [.. tombstones.Where(t => entries.All(e => FeedAddress.Id(e.Id) != FeedAddress.Id(t.Id)))],
        };

    /// <summary>Feeds of articles that came the usual way: through the reader and the renderer.</summary>
    public static readonly Gen<FeedDocument> OfArticles =
        Nasty.Article.Array[1, 4].Select(articles => FeedSamples.Feed(
            [.. articles.DistinctBy(a => FeedAddress.Id(a.Url ?? a.Slug)).Select(Render).OrderByDescending(e => e.Published)]));

    /// <summary>The share of all fuzz cases that one test here runs.</summary>
    public static long Cases { get; } = Math.Max(100, Nasty.Cases / 20);

    // As the gateway does it: an article from the future stands where its arrival puts it.
    private static FeedEntry Render(Article article)
    {
        var published = article.PublishedAt < FeedSamples.Start ? article.PublishedAt : FeedSamples.Start;
        return FeedEntry.Render(article, article.Url ?? FeedAddress.Id(article.Slug), published, FeedSamples.Start, FeedSamples.Publication);
    }
}
