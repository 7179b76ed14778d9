using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Topics;
using Gateway.Grains.Rendering;
using Gateway.Grains.Tests.Faults;
using Gateway.Grains.Topics;
using Gateway.Syndication;
using Gateway.Syndication.Feeds;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Gateway.Grains.Tests.Topics;

/// <summary>One silo with topics and directories, over a storage that outlives it and articles that tests make up.</summary>
internal sealed class TopicSilo : IAsyncDisposable
{
    public static readonly DateTimeOffset Epoch = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The instant of all retractions.</summary>
    public static readonly DateTimeOffset Retracted = TimeProvider.System.GetUtcNow();

    private readonly InProcessTestCluster _cluster;

    private readonly SemaphoreSlim _arrived;

    private TopicSilo(InProcessTestCluster cluster, SemaphoreSlim arrived) => (_cluster, _arrived) = (cluster, arrived);

    public IGrainFactory Grains => _cluster.Client;

    public IServiceProvider Services => _cluster.Silos[0].ServiceProvider;

    public static async Task<TopicSilo> Start(FaultyStorage storage, FakeArticles? articles = null, TimeProvider? time = null, bool isReal = false)
    {
        var arrived = new SemaphoreSlim(0);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddIncomingGrainCallFilter(call =>
            {
                if (call.MethodName == nameof(ITopicGrain.Apply))
                    arrived.Release();
                return call.Invoke();
            });
            storage.AddTo(silo);
            silo.Services.AddSingleton(time ?? TimeProvider.System);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddSingleton(new Publication
            {
                PublicUrl = new("https://gateway.example"),
                Title = "The Gateway",
                Description = "News",
                Language = "en",
            });
            silo.Services.AddSingleton<IArticleSource>(articles ?? new FakeArticles());
            if (!isReal)
            {
                silo.Services.AddSingleton<IEntryRenderer, FakeRenderer>();
                silo.Services.AddSingleton<IFeedWriter, LineWriter>();
            }

            silo.Services.AddTopics();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, arrived);
    }

    /// <summary>Waits until so many further calls have come to topics to be applied.</summary>
    public async Task Arrived(int calls)
    {
        for (; calls > 0; calls--)
            await _arrived.WaitAsync(TestContext.Current.CancellationToken);
    }

    public ITopicGrain Topic(string key) => Grains.GetGrain<ITopicGrain>(key);

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    public static TopicOperation Put(int n, long revision = 1, string topic = "topics/ai") => Operation(TopicOperationKind.Put, n, revision, topic);

    public static TopicOperation Remove(int n, long revision, string topic = "topics/ai") => Operation(TopicOperationKind.Remove, n, revision, topic);

    public static TopicOperation Retract(int n, long revision, string topic = "topics/ai") => Operation(TopicOperationKind.Retract, n, revision, topic);

    public static TopicOperation Operation(TopicOperationKind kind, int n, long revision, string topic = "topics/ai") => new()
    {
        Topic = new() { Key = topic, DisplayName = "AI" },
        Kind = kind,
        Entry = new()
        {
            Slug = Slug(n),
            Id = "https://example.org/" + Slug(n),
            // Three share each instant, so that ties are the rule.
            Published = Epoch.AddMinutes(n / 3),
            Updated = kind == TopicOperationKind.Retract ? Retracted : Epoch.AddMinutes(n / 3).AddSeconds(revision),
            Revision = revision,
        },
    };

    public static string Slug(int n) => "a" + n.ToString("d6", CultureInfo.InvariantCulture);
}

/// <summary>Articles that exist in every revision, unless a test says that one is gone.</summary>
internal sealed class FakeArticles : IArticleSource
{
    public ConcurrentDictionary<(string Slug, long Revision), bool> Gone { get; } = new();

    public ConcurrentBag<(string Slug, long Revision)> Read { get; } = [];

    /// <summary>Runs before each read.</summary>
    public Func<string, long, Task> OnRead { get; set; } = static (_, _) => Task.CompletedTask;

    async Task<ArticleContent?> IArticleSource.Read(string slug, long revision)
    {
        Read.Add((slug, revision));
        await OnRead(slug, revision);
        return Gone.ContainsKey((slug, revision)) ? null : new()
        {
            Slug = slug,
            Revision = revision,
            Id = "https://example.org/" + slug,
            Published = TopicSilo.Epoch,
            Updated = TopicSilo.Epoch,
            Record = Encoding.UTF8.GetBytes($$"""{"slug":"{{slug}}","title":"T <&> ]]> {{slug}}","body_md":"# B <script>x</script>","published_at":"2024-05-01T12:00:00Z"}"""),
        };
    }
}

internal sealed class FakeRenderer : IEntryRenderer
{
    public FeedEntry Render(ArticleContent content) => new()
    {
        Id = content.Id,
        Slug = content.Slug,
        Title = string.Create(CultureInfo.InvariantCulture, $"{content.Slug}@{content.Revision}"),
        Url = content.Id,
        Published = content.Published,
        Updated = content.Updated,
        Language = "en",
        Authors = [],
        Summary = "",
        ContentHtml = "",
        Categories = [],
    };
}

/// <summary>Writes a feed as lines that tests read back.</summary>
internal sealed class LineWriter : IFeedWriter
{
    public ImmutableArray<ReadOnlyMemory<byte>> Write(FeedFormat format, FeedDocument document) => [Encoding.UTF8.GetBytes(string.Join('\n', [
        $"title {document.Title}",
        $"self {document.SelfUrl}",
        $"current {document.CurrentUrl}",
        $"prev {document.PrevArchiveUrl}",
        .. document.Tombstones.Select(t => $"gone {t.Id}"),
        .. document.Entries.Select(e => $"entry {e.Title}"),
    ]))];
}

/// <summary>A feed read back.</summary>
internal sealed record ReadFeed(ImmutableArray<string> Lines)
{
    public ImmutableArray<string> Entries => Values("entry ");

    public ImmutableArray<string> Slugs => [.. Entries.Select(e => e.Split('@')[0])];

    public ImmutableArray<string> Tombstones => Values("gone ");

    public string Self => Values("self ")[0];

    public string Title => Values("title ")[0];

    public string Current => Values("current ")[0];

    /// <summary>The name of the archive that <c>prev-archive</c> links to; null without one.</summary>
    public string? Older
    {
        get
        {
            var address = Values("prev ")[0];
            return address.Length == 0 ? null : address.Split("/archives/")[1].Split('.')[0];
        }
    }

    public static ReadFeed Of(FeedAnswer answer) => new([.. Encoding.UTF8.GetString(Bytes(answer)).Split('\n')]);

    /// <summary>The document in one piece.</summary>
    public static byte[] Bytes(FeedAnswer answer) => [.. answer.Body.SelectMany(piece => piece.ToArray())];

    private ImmutableArray<string> Values(string prefix) => [.. Lines.Where(l => l.StartsWith(prefix, StringComparison.Ordinal)).Select(l => l[prefix.Length..])];
}
