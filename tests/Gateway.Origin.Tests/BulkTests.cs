using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Origin.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Origin.Tests;

public sealed class BulkTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stream_OfGoodAndBadLines_IsAnsweredLineByLineInOrder()
    {
        await using var host = await OriginHost.StartAsync(null, ("Gateway:Articles:RecordBytes", "4096"));
        var lines = new[]
        {
            "\uFEFF" + OriginHost.Record("one"),
            "",
            "   \r",
            "not json",
            OriginHost.Record("two", new string('t', 10_000)),
            """{"slug":"three","title":"no body","published_at":"2026-01-02T03:04:05Z"}""",
            """{"slug":"a/b","title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z"}""",
            OriginHost.Record("one"),
            OriginHost.Record("four"),
        };
        using var answer = await PostAsync(host, new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var answers = Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal([201, 400, 413, 400, 400, 200, 201], answers.Select(a => a.GetProperty("status").GetInt32()));
        Assert.Equal(["one", null, null, "three", "a/b", "one", "four"], answers.Select(a => a.GetProperty("slug").GetString()));
        Assert.Equal(1, answers[0].GetProperty("revision").GetInt64());
        Assert.All(answers[1..5], a => Assert.False(string.IsNullOrEmpty(a.GetProperty("error").GetString())));
        Assert.Equal(("body_md", "body_md is missing"), (answers[3].GetProperty("member").GetString(), answers[3].GetProperty("error").GetString()));
        Assert.NotNull(host.Store.Describe("four"));
        Assert.Null(host.Store.Describe("two"));
    }

    [Fact]
    public async Task Record_WithSeveralMistakes_IsAnsweredWithAllOfThem_InPlainLetters()
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await PostAsync(host, new StringContent("""{"slug":"é","title":"'","body_md":"b","published_at":"soon","lang":"?"}""", Encoding.UTF8, "application/x-ndjson"));
        var line = await answer.Content.ReadAsStringAsync(Cancel);
        var told = Parse(line).Single();
        Assert.Contains("published_at ", told.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("; lang ", told.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"é\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_OfOnePublisher_LeaveSomeToOthers()
    {
        var places = new Gateway.Origin.Publishing.Bulk.StreamPlaces(all: 3, each: 2);
        Assert.True(places.TryTake("a") && places.TryTake("a"));
        Assert.False(places.TryTake("a"));
        Assert.True(places.TryTake("b"));
        Assert.False(places.TryTake("c"));
        places.Leave("a");
        Assert.False(places.TryTake("b") && places.TryTake("a"));
        places.Leave("b");
        Assert.True(places.TryTake("a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_ThatReadsWhileItSends_GetsEachAnswerBeforeItSendsTheNext(bool http2)
    {
        await using var host = await OriginHost.StartAsync();
        await using var session = http2 ? await Http2SessionAsync(host) : await Http1SessionAsync(host);
        for (var i = 0; i < 5; i++)
        {
            await session.SendAsync(OriginHost.Record($"s{i}") + "\n");
            Assert.Equal(201, Parse(await session.ReadLineAsync()).Single().GetProperty("status").GetInt32());
        }

        await session.EndAsync();
        Assert.Null(await session.ReadLineOrEndAsync());
    }

    [Fact]
    public async Task Records_OfOneSlug_AreCarriedOutInTheStreamsOrder()
    {
        await using var host = await OriginHost.StartAsync();
        var body = string.Join('\n', Enumerable.Range(0, 500).Select(i => OriginHost.Record("same", $"Title {i}")));
        using var answer = await PostAsync(host, new StringContent(body, Encoding.UTF8, "application/x-ndjson"));
        var answers = Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), answers.Select(a => a.GetProperty("revision").GetInt64()));
        Assert.True(host.Store.Batches.Count < 400, $"{host.Store.Batches.Count} batches for 500 records that came at once.");
    }

    [Fact]
    public async Task Client_ThatOnlySendsFirst_IsAnsweredInTheEnd()
    {
        await using var host = await OriginHost.StartAsync(null, ("Gateway:Publishing:PendingRecords", "16"));
        var body = string.Join('\n', Enumerable.Range(0, 3_000).Select(i => OriginHost.Record($"s{i}")));
        await using var session = await Http1SessionAsync(host);
        await session.SendAsync(body);
        await session.EndAsync();
        for (var i = 0; i < 3_000; i++)
            Assert.Equal($"s{i}", Parse(await session.ReadLineAsync()).Single().GetProperty("slug").GetString());
        Assert.Null(await session.ReadLineOrEndAsync());
    }

    [Fact]
    public async Task Reading_WhileTooMuchIsUnanswered_Waits()
    {
        var open = new TaskCompletionSource();
        await using var host = await OriginHost.StartAsync(null, ("Gateway:Publishing:PendingRecords", "8"));
        host.Store.BeforeSubmit = _ => open.Task;
        var posting = PostAsync(host, new StringContent(string.Join('\n', Enumerable.Range(0, 500).Select(i => OriginHost.Record($"s{i}"))), Encoding.UTF8, "application/x-ndjson"));
        open.SetResult();
        using var answer = await posting;
        Assert.Equal(500, Parse(await answer.Content.ReadAsStringAsync(Cancel)).Count);
        Assert.All(host.Store.Batches, b => Assert.InRange(b.Length, 1, 8));
    }

    [Fact]
    public async Task Record_ThatTheIntakeFails_Is503AndTheRestGoesOn()
    {
        await using var host = await OriginHost.StartAsync(null, ("Gateway:Intake:Partitions", "1"), ("Gateway:Publishing:BatchRecords", "1"));
        host.Store.BeforeSubmit = c => c[0].Slug is "bad" ? throw new TimeoutException("secret detail") : Task.CompletedTask;
        using var answer = await PostAsync(host, new StringContent($"{OriginHost.Record("good")}\n{OriginHost.Record("bad")}\n{OriginHost.Record("fine")}\n", Encoding.UTF8, "application/x-ndjson"));
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal([201, 503, 201], Parse(text).Select(a => a.GetProperty("status").GetInt32()));
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_ThatIsCut_EndsNothingAsIfWhole()
    {
        await using var host = await OriginHost.StartAsync();
        await using (var session = await Http1SessionAsync(host))
        {
            await session.SendAsync(OriginHost.Record("one") + "\n" + OriginHost.Record("cut"));
            Assert.Equal(201, Parse(await session.ReadLineAsync()).Single().GetProperty("status").GetInt32());
        }

        // The place is free again once the stream has ended: the host stops only then.
        await host.DisposeAsync();
        Assert.NotNull(host.Store.Describe("one"));
        Assert.Null(host.Store.Describe("cut"));
    }

    [Fact]
    public async Task Chunking_ThatIsBroken_IsAborted()
    {
        await using var host = await OriginHost.StartAsync();
        var request = $"POST /api/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {OriginHost.Key}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nbroken";
        string text;
        try
        {
            text = await host.RawAsync(request);
        }
        catch (IOException)
        {
            return; // Reset: as it should be.
        }

        Assert.DoesNotContain("\r\n0\r\n\r\n", text, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Client_ThatStalls_IsAborted()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = await OriginHost.StartAsync(time, ("Gateway:Publishing:IdleTimeout", "00:00:20"));
        await using var session = await Http1SessionAsync(host);
        await session.SendAsync(OriginHost.Record("one") + "\n{\"slug\":");
        Assert.Equal(201, Parse(await session.ReadLineAsync()).Single().GetProperty("status").GetInt32());
        var end = session.ReadLineOrEndAsync();
        while (!end.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAnyAsync<IOException>(() => end);
    }

    [Fact]
    public async Task Client_ThatWaitsForTheGateway_IsNotStalled()
    {
        var open = new TaskCompletionSource();
        var submitted = new TaskCompletionSource();
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = await OriginHost.StartAsync(time, ("Gateway:Publishing:IdleTimeout", "00:00:20"));
        host.Store.BeforeSubmit = _ =>
        {
            submitted.SetResult();
            return open.Task;
        };
        await using var session = await Http1SessionAsync(host);
        await session.SendAsync(OriginHost.Record("one") + "\n");
        await submitted.Task.WaitAsync(Cancel);
        for (var i = 0; i < 60; i++)
            time.Advance(TimeSpan.FromSeconds(5));
        open.SetResult();
        Assert.Equal(201, Parse(await session.ReadLineAsync()).Single().GetProperty("status").GetInt32());
        await session.EndAsync();
        Assert.Null(await session.ReadLineOrEndAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopping_AnswersWhatWasReadAndThenAborts(bool http2)
    {
        var open = new TaskCompletionSource();
        var submitted = new TaskCompletionSource();
        await using var host = await OriginHost.StartAsync();
        host.Store.BeforeSubmit = _ =>
        {
            submitted.TrySetResult();
            return open.Task;
        };
        await using var session = http2 ? await Http2SessionAsync(host) : await Http1SessionAsync(host);
        await session.SendAsync(OriginHost.Record("one") + "\n");
        await submitted.Task.WaitAsync(Cancel);
        host.BeginStop();
        open.SetResult();
        Assert.Equal(201, Parse(await session.ReadLineAsync()).Single().GetProperty("status").GetInt32());
        await Assert.ThrowsAnyAsync<IOException>(session.ReadLineOrEndAsync);
    }

    [Fact]
    public async Task Client_ThatExpectsContinue_GetsItBeforeTheHead()
    {
        await using var host = await OriginHost.StartAsync();
        var record = OriginHost.Record("one");
        var length = Encoding.UTF8.GetByteCount(record);
        await using var stream = await host.ConnectAsync();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {OriginHost.Key}\r\nContent-Type: application/x-ndjson\r\nContent-Length: {length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"), Cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(Cancel));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(record), Cancel);
        var rest = await reader.ReadToEndAsync(Cancel);
        Assert.Contains("HTTP/1.1 200 OK", rest, StringComparison.Ordinal);
        Assert.Contains("\"status\":201", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_BeyondTheLimit_Are503()
    {
        await using var host = await OriginHost.StartAsync(null, ("Gateway:Publishing:Streams", "1"));
        await using var session = await Http1SessionAsync(host);
        await session.SendAsync(OriginHost.Record("one") + "\n");
        await session.ReadLineAsync();
        using var second = await PostAsync(host, new StringContent("", Encoding.UTF8, "application/x-ndjson"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
    }

    [Theory]
    [InlineData("application/json", null, 415)]
    [InlineData("application/x-ndjson; charset=utf-16", null, 415)]
    [InlineData("application/x-ndjson", "compress", 415)]
    [InlineData("application/x-ndjson", "gzip, br", 415)]
    public async Task Stream_OfAnotherKind_IsRefused(string contentType, string? coding, int status)
    {
        await using var host = await OriginHost.StartAsync();
        var content = new ByteArrayContent([]);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (coding is not null)
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using var answer = await PostAsync(host, content);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    internal static async Task<HttpResponseMessage> PostAsync(OriginHost host, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/articles") { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + OriginHost.Key);
        return await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }

    internal static List<JsonElement> Parse(string? lines) =>
        [.. (lines ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    private static async Task<BulkSession> Http1SessionAsync(OriginHost host)
    {
        var stream = await host.ConnectAsync();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {OriginHost.Key}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"), Cancel);
        return new Http1BulkSession(stream);
    }

    private static async Task<BulkSession> Http2SessionAsync(OriginHost host)
    {
        var content = new Http2BulkSession.DuplexContent();
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Http2Address, "/api/articles"))
        {
            Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + OriginHost.Key);

        // The head arrives before anything is sent.
        var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new Http2BulkSession(content, response, await response.Content.ReadAsStreamAsync(Cancel));
    }
}
