using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.EndToEnd.Tests.Killing;

namespace Gateway.EndToEnd.Tests.Clusters.Faults;

/// <summary>
/// Readers and publishers of a cluster that something befalls: what the readers of an address that was served once are refused,
/// what they are shown that is older than what they were shown before, and what publishers are told but a clean 503.
/// </summary>
internal sealed class ClusterLoad : IAsyncDisposable
{
    private const int MostFaults = 20;
    private const int Readers = 2;
    private const int Writers = 2;

    private static readonly string[] Formats = ["rss", "atom", "json"];

    private readonly LocalCluster _cluster;
    private readonly IClusterClient[] _clients;
    private readonly Random _random;
    private readonly ConcurrentDictionary<(int Client, string Path), bool> _served = new();
    private readonly ConcurrentDictionary<(int Client, string Slug), int> _seen = new();
    private readonly ConcurrentDictionary<(int Client, string Slug), int> _told = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly CancellationTokenSource _publishing = new();
    private readonly CancellationTokenSource _reading = new();
    private readonly List<Task> _writers = [];
    private readonly List<Task> _readers = [];
    private int _reads;
    private int _published;
    private int _refused;
    private int _isPausing;
    private int _underWay;
    private long _began;
    private (long Ticks, string What) _slowest;

    public ClusterLoad(LocalCluster cluster, IEnumerable<IClusterClient> clients, int seed, int articles = 120)
    {
        (_cluster, _clients, _random) = (cluster, [.. clients], new Random(seed));
        All = [.. Enumerable.Range(0, articles).Select(i => new TrackedArticle(i))];
    }

    public List<TrackedArticle> All { get; }

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Changes acknowledged.</summary>
    public int Published => Volatile.Read(ref _published);

    /// <summary>Times that a publisher was told to come again.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>What happened that must not, the first of it.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Publishes everything once, then goes on reading and publishing until <see cref="EndAsync"/>.</summary>
    public async Task BeginAsync()
    {
        _began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(All, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (article, _) =>
        {
            Change change;
            lock (_random)
                change = article.Write(_random, Publishers.Topics);
            await PublishAsync(0, article, change, CancellationToken.None);
        });
        for (var client = 0; client < _clients.Length; client++)
        {
            foreach (var path in All.Select(a => $"news/{a.Slug}.json").Concat(Audit.Feeds.SelectMany(f => Formats.Select(e => $"{f}.{e}"))))
                await ReadAsync(client, path);
        }

        for (var writer = 0; writer < Writers * _clients.Length; writer++)
        {
            var (number, random) = (writer, new Random(_random.Next()));
            _writers.Add(Task.Run(() => WriteAsync(number, random)));
        }

        for (var reader = 0; reader < Readers * _clients.Length; reader++)
        {
            var (client, random) = (reader % _clients.Length, new Random(_random.Next()));
            _readers.Add(Task.Run(() => ReadAsync(client, random)));
        }
    }

    /// <summary>Waits until so many more changes were acknowledged, that is until publishing goes on.</summary>
    public async Task UntilPublishingAsync(int more, TimeSpan patience)
    {
        var (goal, began) = (Published + more, Stopwatch.GetTimestamp());
        while (Published < goal)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < patience, $"Publishing does not go on within {patience}.\n{Tell()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Has publishers wait; ends when each has its answer.</summary>
    public async Task PausePublishingAsync()
    {
        Volatile.Write(ref _isPausing, 1);
        while (Volatile.Read(ref _underWay) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }

    /// <summary>Ends the pause.</summary>
    public void GoOnPublishing() => Volatile.Write(ref _isPausing, 0);

    /// <summary>Ends publishing, then reading.</summary>
    public async Task EndAsync()
    {
        await _publishing.CancelAsync();
        await Task.WhenAll(_writers);
        await _reading.CancelAsync();
        await Task.WhenAll(_readers);
    }

    /// <summary>No fault, and through each edge everything as it was acknowledged: nothing lost, doubled or missing from a feed.</summary>
    public async Task CheckAsync()
    {
        await EndAsync();
        Assert.True(_faults.IsEmpty, Tell());
        var audit = new Audit(All);
        await audit.Settle(_cluster.Edges[0]);
        foreach (var edge in _cluster.Edges)
        {
            foreach (var feed in Audit.Feeds)
            {
                foreach (var format in Formats)
                    await EventuallyAsync(() => audit.Feed(edge, feed, format));
            }

            await EventuallyAsync(() => audit.Retracted(edge));
            await audit.SentAgain(edge);
        }
    }

    public string Tell() => string.Create(CultureInfo.InvariantCulture, $"{Reads} reads, {Published} changes acknowledged, {Refused} refused for a while; the slowest read: {_slowest.What}\n") + string.Join('\n', _faults);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _publishing.Dispose();
        _reading.Dispose();
    }

    // The other edge is told of the last changes within moments; what is wrong stays wrong.
    private static async Task EventuallyAsync(Func<Task> check)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await check();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private async Task WriteAsync(int writer, Random random)
    {
        var own = All.Where((_, i) => i % (Writers * _clients.Length) == writer).ToList();
        while (!_publishing.IsCancellationRequested)
        {
            // First said, then looked: who pauses waits for all that have said so.
            Interlocked.Increment(ref _underWay);
            if (Volatile.Read(ref _isPausing) == 1)
            {
                Interlocked.Decrement(ref _underWay);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                continue;
            }

            var article = own[random.Next(own.Count)];
            var change = article.Last.IsLive && random.Next(5) == 0 ? article.Retract() : article.Write(random, Publishers.Topics);
            await PublishAsync(writer % _clients.Length, article, change, _publishing.Token);
            Interlocked.Decrement(ref _underWay);
        }
    }

    // Asked for again until it is done, or until publishing ends: then it stays open.
    private async Task PublishAsync(int client, TrackedArticle article, Change change, CancellationToken until)
    {
        while (true)
        {
            using var answer = await _clients[client].SendAsync(edge =>
            {
                var request = new HttpRequestMessage(change.IsLive ? HttpMethod.Put : HttpMethod.Delete, new Uri(edge.Address, "/api/articles/" + article.Slug)) { Headers = { Authorization = edge.Publisher.DefaultRequestHeaders.Authorization } };
                request.Content = change.Record is { } record ? Records.Content(record) : null;
                return request;
            });
            if (answer.Response is not { } response)
            {
                Fault($"publishing {article.Slug}: {answer.Failure}");
            }
            else if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent)
            {
                if (change.IsLive)
                    _told[(client, article.Slug)] = change.Number;
                article.Acknowledge(change);
                Interlocked.Increment(ref _published);
                return;
            }
            else if (response.StatusCode is HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is not null)
            {
                Interlocked.Increment(ref _refused);
                if (_clients[client].IsNeverRefused)
                    Fault($"publishing {article.Slug} through edge {client}: {await response.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
            else
            {
                Fault($"publishing {article.Slug} through edge {client}: {response.StatusCode} {await response.Content.ReadAsStringAsync(CancellationToken.None)}");
            }

            if (until.IsCancellationRequested)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task ReadAsync(int client, Random random)
    {
        while (!_reading.IsCancellationRequested)
        {
            await ReadAsync(client, random.Next(3) > 0 ? $"news/{All[random.Next(All.Count)].Slug}.json" : $"{Audit.Feeds[random.Next(Audit.Feeds.Count)]}.{Formats[random.Next(Formats.Length)]}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    private async Task ReadAsync(int client, string path)
    {
        var slug = path.StartsWith("news/", StringComparison.Ordinal) ? path["news/".Length..^".json".Length] : null;
        var (seen, told) = slug is null ? (0, 0) : (_seen.GetValueOrDefault((client, slug)), _told.GetValueOrDefault((client, slug)));
        var asked = Stopwatch.GetTimestamp();
        using var answer = await _clients[client].SendAsync(edge => new HttpRequestMessage(HttpMethod.Get, new Uri(edge.Address, path)));
        Took(asked, path);
        Interlocked.Increment(ref _reads);
        if (answer.Response is not { } response)
        {
            Fault($"{path}: {answer.Failure}");
        }
        else if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Gone)
        {
            _served[(client, path)] = true;
            if (slug is null || response.StatusCode is HttpStatusCode.Gone)
                return;
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            var number = int.Parse((document.RootElement.GetProperty("title").GetString() ?? "").Split(" v")[1], CultureInfo.InvariantCulture);
            // While nothing can be asked an edge may show what it has (stale-if-error), and says so; but nothing older than it has shown.
            if (number < (IsStale(response) ? seen : Math.Max(seen, told)))
                Fault($"{path} shows {number} through edge {client} after {seen}, with {told} acknowledged: {Status(response)}");
            _seen.AddOrUpdate((client, slug), number, (_, known) => Math.Max(known, number));
        }
        else if (_served.ContainsKey((client, path)))
        {
            Fault($"{path} through edge {client}: {response.StatusCode} {Status(response)} {await response.Content.ReadAsStringAsync()}");
        }
    }

    private void Took(long asked, string path)
    {
        var ticks = Stopwatch.GetTimestamp() - asked;
        lock (_seen)
        {
            if (ticks > _slowest.Ticks)
                _slowest = (ticks, string.Create(CultureInfo.InvariantCulture, $"{ticks / (double)Stopwatch.Frequency:F2} s, {path}, after {Stopwatch.GetElapsedTime(_began).TotalSeconds:F1} s"));
        }
    }

    private static string Status(HttpResponseMessage response) => response.Headers.TryGetValues("Cache-Status", out var values) ? string.Join(", ", values) : "no Cache-Status";

    // By its age, or because who was asked could not answer.
    private static bool IsStale(HttpResponseMessage response) =>
        Status(response) is var status && (status.Contains("ttl=-", StringComparison.Ordinal) || status.Contains("fwd-status=5", StringComparison.Ordinal));

    private void Fault(string what)
    {
        if (_faults.Count < MostFaults)
            _faults.Enqueue(string.Create(CultureInfo.InvariantCulture, $"after {Stopwatch.GetElapsedTime(_began).TotalSeconds:F1} s: {what}"));
    }
}
