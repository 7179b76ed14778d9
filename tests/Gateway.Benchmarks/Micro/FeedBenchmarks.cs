using System.Buffers;
using BenchmarkDotNet.Attributes;
using Gateway.Syndication.Atom;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonFeed;
using Gateway.Syndication.Rss;

namespace Gateway.Benchmarks.Micro;

/// <summary>What a feed of 50 rendered articles with full content costs to write.</summary>
[MemoryDiagnoser, InProcess]
public class FeedBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(4 << 20);
    private FeedDocument? _feed;

    [GlobalSetup]
    public void Setup() => _feed = new FeedDocument
    {
        Publication = ArticleBenchmarks.Publication,
        Title = "Latest",
        Description = "Everything",
        Id = "https://news.example.org/latest",
        PageUrl = "https://news.example.org/latest",
        SelfUrl = "https://news.example.org/latest.feed",
        Language = "en",
        Updated = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Entries = [.. Records.Articles(50).Select(record => ArticleBenchmarks.Render(ArticleBenchmarks.Read(record)))],
    };

    [Benchmark]
    public int Rss() => Write(RssWriter.Write);

    [Benchmark]
    public int Atom() => Write(AtomWriter.Write);

    [Benchmark]
    public int Json() => Write(JsonFeedWriter.Write);

    private int Write(Action<FeedDocument, IBufferWriter<byte>> writer)
    {
        _output.ResetWrittenCount();
        writer(_feed ?? throw new InvalidOperationException("Set up first."), _output);
        return _output.WrittenCount;
    }
}
