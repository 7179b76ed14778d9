using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Origin.Tests.Hosting;
using Gateway.Tests.Shared;

namespace Gateway.Origin.Tests;

public sealed class CorpusTests
{
    [Fact]
    public async Task Corpus_AsOneEncodedStream_IsAnsweredRecordByRecord()
    {
        var articles = Corpus.Articles().ToList();
        await using var host = await OriginHost.StartAsync();
        var content = new ByteArrayContent(await File.ReadAllBytesAsync(Corpus.Path("articles.ndjson.gz"), TestContext.Current.CancellationToken));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        content.Headers.ContentEncoding.Add("gzip");
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/articles") { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + OriginHost.Key);

        var clock = Stopwatch.StartNew();
        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        TestContext.Current.TestOutputHelper?.WriteLine($"{lines.Length} records in {clock.Elapsed.TotalSeconds:0.00} s, {host.Store.Batches.Count} batches");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(articles.Count, lines.Length);
        var answers = lines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.All(answers, a => Assert.True(a.GetProperty("status").GetInt32() is 200 or 201, a.GetRawText()));
        Assert.Equal(
            articles.Select(a => JsonDocument.Parse(a).RootElement.GetProperty("slug").GetString()),
            answers.Select(a => a.GetProperty("slug").GetString()));
    }
}
