using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Killing;

/// <summary>Publishers that go on until their gateway is dead, each with articles of its own, so that their order is known.</summary>
internal static class Publishers
{
    public static readonly IReadOnlyList<string> Topics = ["t0", "t1", "t2", "t3", "t4"];

    /// <summary>Creates, edits and republishes through one bulk request after another.</summary>
    public static async Task Bulk(GatewayProcess gateway, IReadOnlyList<TrackedArticle> articles, Trigger trigger, Random random)
    {
        try
        {
            while (!trigger.Pulled)
                await OneBulk(gateway, articles, trigger, random);
        }
        catch (Exception e) when (trigger.Pulled && e is IOException or SocketException)
        {
            // Dead, as it should be.
        }
    }

    /// <summary>Creates, edits, retracts and republishes one by one.</summary>
    public static async Task Single(GatewayProcess gateway, IReadOnlyList<TrackedArticle> articles, Trigger trigger, Random random)
    {
        try
        {
            while (!trigger.Pulled)
            {
                var article = articles[random.Next(articles.Count)];
                var change = article.IsKnown && article.Last.IsLive && random.Next(4) == 0 ? article.Retract() : article.Write(random, Topics);
                trigger.Send(change.Record?.Length ?? 0);
                await Send(gateway, article, change);
                article.Acknowledge(change);
                trigger.Acknowledge();
            }
        }
        catch (Exception e) when (trigger.Pulled && e is HttpRequestException or IOException)
        {
            // Dead, as it should be.
        }
    }

    /// <summary>Asks for one change, and fails the test unless it is made.</summary>
    public static async Task Send(GatewayProcess gateway, TrackedArticle article, Change change)
    {
        if (change.Record is { } record)
        {
            using var put = await gateway.Publisher.PutAsync("api/articles/" + article.Slug, Records.Content(record));
            Assert.True(put.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"PUT of {article.Slug}: {put.StatusCode} {await put.Content.ReadAsStringAsync()}");
        }
        else
        {
            using var delete = await gateway.Publisher.DeleteAsync("api/articles/" + article.Slug);
            Assert.Equal(HttpStatusCode.NoContent, delete.StatusCode);
        }
    }

    /// <summary>Sends records as they stand, and gives each one's status and revision.</summary>
    public static async Task<List<(string Slug, int Status, long Revision)>> SendAll(GatewayProcess gateway, IEnumerable<string> records)
    {
        using var body = new StringContent(string.Join('\n', records), Encoding.UTF8, "application/x-ndjson");
        using var answer = await gateway.Publisher.PostAsync("api/articles", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static async Task OneBulk(GatewayProcess gateway, IReadOnlyList<TrackedArticle> articles, Trigger trigger, Random random)
    {
        var sent = new ConcurrentQueue<(TrackedArticle Article, Change Change)>();
        using var window = new SemaphoreSlim(random.Next(1, 80));
        using var ended = new CancellationTokenSource();
        using var bulk = new BulkStream();
        await bulk.OpenAsync(gateway);
        var reading = Read();
        try
        {
            for (var left = random.Next(20, 400); left > 0 && !trigger.Pulled; left--)
            {
                await window.WaitAsync(ended.Token);
                var article = articles[random.Next(articles.Count)];
                var change = article.Write(random, Topics);
                sent.Enqueue((article, change));
                await bulk.SendAsync(change.Record!); // written above
                trigger.Send(change.Record!.Length); // written above
            }

            await bulk.EndAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The reader says why.
        }

        await reading;
        Assert.True(sent.IsEmpty || trigger.Pulled, "The answer ended before its time.");

        async Task Read()
        {
            try
            {
                await foreach (var line in bulk.LinesAsync())
                {
                    var (slug, status, revision) = Parse(line);
                    Assert.True(sent.TryDequeue(out var next), "An answer to nothing: " + line);
                    Assert.True(status is 200 or 201 && string.Equals(slug, next.Article.Slug, StringComparison.Ordinal), line);
                    next.Article.Acknowledge(next.Change, revision);
                    trigger.Acknowledge();
                    window.Release();
                }
            }
            finally
            {
                await ended.CancelAsync();
            }
        }
    }

    private static (string Slug, int Status, long Revision) Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var answer = document.RootElement;
        return (answer.GetProperty("slug").GetString() ?? "", answer.GetProperty("status").GetInt32(), answer.TryGetProperty("revision", out var revision) ? revision.GetInt64() : -1);
    }
}
