using Gateway.Contracts.Articles;
using Gateway.Grains.Rendering;
using Gateway.Grains.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Tests.Rendering;

public sealed class RenderedArticlesTests
{
    private readonly HeldArticles _source = new();
    private readonly CountingRenderer _renderer = new();
    private readonly RenderedArticles _articles;

    public RenderedArticlesTests() => _articles = new RenderedArticles(_source, _renderer, Options.Create(new RenderingOptions()));

    // The article that is read may be the one that has it at hand: at its end it answers nobody until that one has left.
    [Fact]
    public async Task Of_WhileOthersReadTheSame_WaitsForNone()
    {
        var reading = _articles.Get("a", 1);
        await _source.Asked.Task;
        var atHand = await _articles.Of(Content());
        Assert.False(reading.IsCompleted);
        _source.Answer.SetResult(Content());
        Assert.Same(atHand, await reading);
        Assert.Equal(1, _renderer.Rendered);
    }

    [Fact]
    public async Task Get_OfManyAtOnce_ReadsAndRendersOnce()
    {
        var readers = Enumerable.Range(0, 20).Select(_ => _articles.Get("a", 1)).ToArray();
        _source.Answer.SetResult(Content());
        var first = await readers[0];
        Assert.NotNull(first);
        Assert.All(await Task.WhenAll(readers), entry => Assert.Same(first, entry));
        Assert.Same(first, _articles.Known("a", 1));
        Assert.Equal((1, 1), (_source.Reads, _renderer.Rendered));
    }

    [Fact]
    public async Task Get_OfWhatIsGone_IsNull_AndAsksAgain()
    {
        _source.Answer.SetResult(null);
        Assert.Null(await _articles.Get("a", 1));
        Assert.Null(await _articles.Get("a", 1));
        Assert.Equal(2, _source.Reads);
    }

    private static ArticleContent Content() => new()
    {
        Slug = "a",
        Revision = 1,
        Id = "https://gateway.example/news/a",
        Published = DateTimeOffset.UnixEpoch,
        Updated = DateTimeOffset.UnixEpoch,
        Record = Changes.Put("a").Record,
    };

    private sealed class HeldArticles : IArticleSource
    {
        private int _reads;

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<ArticleContent?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Reads => Volatile.Read(ref _reads);

        public Task<ArticleContent?> Read(string slug, long revision)
        {
            Interlocked.Increment(ref _reads);
            Asked.TrySetResult();
            return Answer.Task;
        }
    }

    private sealed class CountingRenderer : IEntryRenderer
    {
        private readonly EntryRenderer _inner = new(TestGateway.Publication);
        private int _rendered;

        public int Rendered => Volatile.Read(ref _rendered);

        public Syndication.Feeds.FeedEntry Render(ArticleContent content)
        {
            Interlocked.Increment(ref _rendered);
            return _inner.Render(content);
        }
    }
}
