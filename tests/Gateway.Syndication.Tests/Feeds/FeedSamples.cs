using System.Buffers;
using System.Text.Json;
using System.Xml.Linq;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Atom;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonFeed;
using Gateway.Syndication.Rss;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>Feeds to write, and the written read back.</summary>
internal static class FeedSamples
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 30, 0, TimeSpan.Zero);

    public static readonly Publication Publication = new()
    {
        PublicUrl = new Uri("https://news.example.org"),
        Title = "Example News",
        Description = "News of examples.",
        Language = "en",
        Author = "The Editors",
        Icon = new Uri("https://news.example.org/icon.png"),
    };

    public static FeedEntry Entry(int number = 1) => new()
    {
        Id = $"https://example.org/posts/{number}",
        Slug = $"post-{number}",
        Title = $"Post {number}",
        Url = $"https://example.org/posts/{number}",
        CanonicalSource = $"https://source.example.com/{number}",
        Published = Start.AddHours(-number),
        Updated = Start.AddHours(-number).AddMinutes(5),
        Language = "en",
        Authors = [new ArticleAuthor("Ada Lovelace", "https://example.org/ada"), new ArticleAuthor("Grace Hopper")],
        Summary = $"Summary {number}.",
        ContentHtml = $"<p>Content <b>{number}</b> &amp; more.</p>",
        Categories = ["Engines", "Analysis"],
        Image = $"https://example.org/images/{number}.webp",
    };

    public static FeedDocument Feed(params ReadOnlySpan<FeedEntry> entries) => new()
    {
        Publication = Publication,
        Title = "Engines – Example News",
        Description = "Articles on engines.",
        Id = "https://news.example.org/topics/engines",
        PageUrl = "https://news.example.org/topics/engines",
        SelfUrl = "https://news.example.org/topics/engines.xml",
        PrevArchiveUrl = "https://news.example.org/topics/engines/archives/a1-r7.xml",
        Language = "en",
        Updated = Start,
        Entries = [.. entries],
    };

    public static FeedDocument Feed(int entries) => Feed([.. Enumerable.Range(1, entries).Select(Entry)]);

    public static FeedDocument Archive(int entries) => Feed(entries) with
    {
        IsArchive = true,
        SelfUrl = "https://news.example.org/topics/engines/archives/a2-r9.xml",
        CurrentUrl = "https://news.example.org/topics/engines.xml",
    };

    public static FeedDocument With(Func<FeedEntry, FeedEntry> change) => Feed(change(Entry()));

    public static ReadOnlyMemory<byte> Write(Action<FeedDocument, IBufferWriter<byte>> writer, FeedDocument feed)
    {
        var bytes = new ArrayBufferWriter<byte>();
        writer(feed, bytes);
        return bytes.WrittenMemory;
    }

    public static XElement Rss(FeedDocument feed) => Xml(Write(RssWriter.Write, feed)).Element("channel") ?? throw new InvalidDataException("No channel.");

    public static XElement Atom(FeedDocument feed) => Xml(Write(AtomWriter.Write, feed));

    public static JsonElement Json(FeedDocument feed) => JsonDocument.Parse(Write(JsonFeedWriter.Write, feed)).RootElement;

    /// <summary>Reads strictly: well-formed, no forbidden character, no DTD.</summary>
    public static XElement Xml(ReadOnlyMemory<byte> document)
    {
        var settings = new System.Xml.XmlReaderSettings { CheckCharacters = true, DtdProcessing = System.Xml.DtdProcessing.Prohibit };
        using var stream = new MemoryStream(document.ToArray());
        using var reader = System.Xml.XmlReader.Create(stream, settings);
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root ?? throw new InvalidDataException("No root.");
    }
}
