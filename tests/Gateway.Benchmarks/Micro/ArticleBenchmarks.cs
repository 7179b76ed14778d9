using System.Buffers;
using BenchmarkDotNet.Attributes;
using Gateway.Syndication;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonLd;
using Gateway.Syndication.Markdown;
using Gateway.Syndication.PlainText;

namespace Gateway.Benchmarks.Micro;

/// <summary>What one article costs, over a hundred of the corpus in turn.</summary>
/// <remarks>In process: a generated project would not build under the repository's own rules.</remarks>
[MemoryDiagnoser, InProcess]
public class ArticleBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private readonly ArticleLimits _limits = new();
    private byte[][] _records = [];
    private (Article Article, FeedEntry Entry)[] _articles = [];
    private int _next;

    internal static Publication Publication { get; } = new()
    {
        PublicUrl = new Uri("https://news.example.org"),
        Title = "Benchmarks",
        Description = "Articles to measure with.",
        Language = "en",
    };

    [GlobalSetup]
    public void Setup()
    {
        _records = [.. Records.Articles(100)];
        _articles = [.. _records.Select(Read).Select(article => (article, Render(article)))];
    }

    [Benchmark]
    public object? ReadRecord() => ArticleReader.Read(_records[Next()], _limits).Article;

    [Benchmark]
    public object RenderEntry() => Render(_articles[Next()].Article);

    [Benchmark]
    public int WriteMarkdown() => Write(MarkdownWriter.Write);

    [Benchmark]
    public int WritePlainText() => Write(PlainTextWriter.Write);

    [Benchmark]
    public int WriteJsonLd() => Write(JsonLdWriter.Write);

    internal static Article Read(byte[] record) =>
        ArticleReader.Read(record, new ArticleLimits()).Article ?? throw new InvalidOperationException("The corpus is valid.");

    internal static FeedEntry Render(Article article) =>
        FeedEntry.Render(article, article.Url ?? "urn:uuid:00000000-0000-4000-8000-000000000000", article.PublishedAt, article.UpdatedAt ?? article.PublishedAt, Publication);

    private int Write(Action<Article, FeedEntry, Publication, IBufferWriter<byte>> writer)
    {
        _output.ResetWrittenCount();
        var (article, entry) = _articles[Next()];
        writer(article, entry, Publication, _output);
        return _output.WrittenCount;
    }

    private int Next() => _next = (_next + 1) % 100;
}
