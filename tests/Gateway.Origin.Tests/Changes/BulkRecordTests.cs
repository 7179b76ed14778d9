using System.Net;
using System.Text;
using Gateway.Origin.Tests.Hosting;

namespace Gateway.Origin.Tests.Changes;

/// <summary>The records between the lines of a bulk answer.</summary>
public sealed class BulkRecordTests
{
    [Fact]
    public async Task Bulk_ForAnEdge_HasARecordBeforeTheLinesThatItIsAbout()
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await PostAsync(host, isEdge: true, OriginHost.Record("a"), """{"slug":"bad"}""", OriginHost.Record("b"));
        Assert.Equal(["1"], answer.Headers.GetValues("Gateway-Records"));
        Assert.Matches("^silo:7:", Assert.Single(answer.Headers.GetValues("Gateway-Source")));

        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');

        var told = new HashSet<string>();
        foreach (var line in lines)
        {
            if (line.StartsWith('\u001E'))
                told.UnionWith(line[1..].Split(", ").Select(k => k.Split(';')[0]));
            else if (line.Contains("\"status\":201", StringComparison.Ordinal))
                Assert.Subset(told, new HashSet<string> { line.Contains("\"a\"", StringComparison.Ordinal) ? "article:a" : "article:b", "topic:latest", "topic:topics%2Fai" });
        }

        Assert.DoesNotContain("article:bad", told);
        Assert.Equal(3, lines.Count(l => l.StartsWith('{')));
    }

    [Fact]
    public async Task Bulk_ForAnybodyElse_HasNone()
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await PostAsync(host, isEdge: false, OriginHost.Record("a"), OriginHost.Record("b"));
        Assert.False(answer.Headers.Contains("Gateway-Records"));
        Assert.DoesNotContain('\u001E', await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Bulk_OfManyRecords_NamesATopicOncePerBatch()
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await PostAsync(host, isEdge: true, [.. Enumerable.Range(0, 2_000).Select(i => OriginHost.Record("a" + i))]);
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        var records = lines.Where(l => l.StartsWith('\u001E')).ToArray();
        Assert.Equal(2_000, lines.Length - records.Length);
        Assert.All(records, r => Assert.Equal(2, r.Split("topic:latest;").Length));
        Assert.Equal(2_000, records.Sum(r => r.Split("article:").Length - 1));
        Assert.InRange(records.Length, 1, 500);
    }

    private static async Task<HttpResponseMessage> PostAsync(OriginHost host, bool isEdge, params string[] records)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/articles")
        {
            Content = new StringContent(string.Join('\n', records), Encoding.UTF8, "application/x-ndjson"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + OriginHost.Key);
        if (isEdge)
            request.Headers.TryAddWithoutValidation("Gateway-Edge", "e");
        var answer = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }
}
