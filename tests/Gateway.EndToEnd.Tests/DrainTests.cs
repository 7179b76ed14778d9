using System.Diagnostics;
using System.Globalization;
using System.Net;
using Gateway.EndToEnd.Tests.Feeds;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>An orderly end in the middle of much work.</summary>
public sealed class DrainTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Drain_ImportIntoManyTopics_IsQuickAndCutsNothingOff()
    {
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await File.WriteAllLinesAsync(_data.File("many.ndjson"), Enumerable.Range(0, 20_000).Select(i => Record(i)));
        var importing = gateway.ImportAsync(_data.File("many.ndjson"), "--batch", "100");
        while ((await gateway.Client.GetAsync("news/article-600")).StatusCode != HttpStatusCode.OK)
            Assert.False(importing.IsCompleted, "The import ended too soon.");

        gateway.Terminate();
        var clock = Stopwatch.StartNew();
        var exit = await gateway.ExitAsync();
        var seconds = clock.Elapsed.TotalSeconds;
        var import = await importing;

        Assert.Equal(0, exit);
        Assert.True(seconds < 25, FormattableString.Invariant($"The end took {seconds:0} s, near the 30 s after which requests are cut off."));
        Assert.Equal(3, import.ExitCode);
        Assert.DoesNotContain("unknown", import.Output + import.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Output.Split('\n'), line => IsProblem(line));
        Assert.DoesNotContain((await File.ReadAllTextAsync(_data.KeyFile)).Trim(), gateway.Output, StringComparison.Ordinal);

        var created = int.Parse(import.Output.Split('\n').Single(l => l.Contains(" created", StringComparison.Ordinal)).Split(' ')[0], CultureInfo.InvariantCulture);
        await using var again = await GatewayProcess.StartAsync(_data);
        Assert.Equal(created, (await FeedWalk.From(again.Client, "latest", "json")).Merge().Count);
    }

    [Fact]
    public async Task Drain_UnderLoadOfReadersAndPublishers_AnswersWhatIsInFlightAndKeepsWhatItAcknowledged()
    {
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using (var gateway = await GatewayProcess.StartAsync(_data))
        {
            var body = string.Concat(Enumerable.Repeat("Some words of a longer article. ", 2_000));
            using var first = await gateway.Publisher.PutAsync("api/articles/long", Records.Content($$"""{"title":"Long","body_md":"{{body}}","published_at":"2026-01-15T09:00:00Z"}"""));
            Assert.Equal(HttpStatusCode.Created, first.StatusCode);
            var answered = 0;
            var readers = Enumerable.Range(0, 8).Select(async i =>
            {
                var path = new[] { "latest.rss", "news/long.md", "latest", "topics.opml" }[i % 4];
                while (await AnswerAsync(() => gateway.Client.GetAsync(path)))
                    Interlocked.Increment(ref answered);
            });
            var publishers = Enumerable.Range(0, 4).Select(async lane =>
            {
                for (var i = 0; ; i++)
                {
                    var slug = string.Create(CultureInfo.InvariantCulture, $"p-{lane}-{i}");
                    var isCreated = false;
                    if (!await AnswerAsync(async () =>
                    {
                        var answer = await gateway.Publisher.PutAsync("api/articles/" + slug, Records.Content(Records.Json(slug)));
                        isCreated = answer.StatusCode == HttpStatusCode.Created;
                        return answer;
                    }))
                    {
                        return;
                    }

                    if (isCreated)
                        acknowledged.Add(slug);
                }
            });
            Task[] work = [.. readers, .. publishers];
            while (Volatile.Read(ref answered) < 500 || acknowledged.Count < 50)
            {
                using var poll = await gateway.Client.GetAsync("news/long");
                Assert.DoesNotContain(work, w => w.IsCompleted);
            }

            gateway.Terminate();
            await Task.WhenAll(work).WaitAsync(GatewayProcess.Patience);
            Assert.Equal(0, await gateway.ExitAsync());
        }

        await using var again = await GatewayProcess.StartAsync(_data);
        foreach (var slug in acknowledged)
        {
            using var kept = await again.Client.GetAsync("news/" + slug + ".json");
            Assert.True(kept.StatusCode == HttpStatusCode.OK, slug);
        }
    }

    // Whether it was answered whole; false once nobody listens any more. What breaks off otherwise fails the test.
    private static async Task<bool> AnswerAsync(Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            using var answer = await send();
            Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.ServiceUnavailable, answer.StatusCode.ToString());
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return false;
        }
    }

    private static bool IsProblem(string line) => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal);

    private static string Record(int i)
    {
        var topics = string.Join(',', Enumerable.Range(0, 8).Select(t => string.Create(CultureInfo.InvariantCulture, $"\"topic {((i * 37) + (t * 101)) % 900}\"")));
        return string.Create(CultureInfo.InvariantCulture, $$"""{"slug":"article-{{i}}","title":"Article {{i}}","body_md":"x","published_at":"2026-01-15T09:00:00Z","topics":[{{topics}}]}""");
    }
}
