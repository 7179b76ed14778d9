using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Gateway.Origin.Tests.Hosting;
using Orleans.Storage;

namespace Gateway.Origin.Tests;

public sealed class RefusalTests
{
    public static TheoryData<string, string, int, string?> BadRecords() => new()
    {
        { "not JSON", "nonsense", 400, null },
        { "cut off", """{"slug":"hello","title":"t",""", 400, null },
        { "empty", "", 400, null },
        { "wrong type", """{"slug":"hello","title":7,"body_md":"b","published_at":"2026-01-02T03:04:05Z"}""", 400, "title" },
        { "missing member", """{"slug":"hello","body_md":"b","published_at":"2026-01-02T03:04:05Z"}""", 400, "title" },
        { "duplicate member", """{"slug":"hello","title":"t","title":"u","body_md":"b","published_at":"2026-01-02T03:04:05Z"}""", 400, "title" },
        { "another slug", """{"slug":"other","title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z"}""", 400, "slug" },
        { "javascript:", """{"slug":"hello","title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z","url":"javascript:alert(1)"}""", 400, "url" },
        { "data:", """{"slug":"hello","title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z","image":"data:text/html,x"}""", 400, "image" },
        { "date out of range", """{"slug":"hello","title":"t","body_md":"b","published_at":"20260-01-02T03:04:05Z"}""", 400, "published_at" },
        { "10,000 topics", $$"""{"slug":"hello","title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z","topics":[{{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"t{i}\""))}}]}""", 0, "topics" },
        { "deep nesting", $$"""{"slug":"hello","title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z","x":{{new string('[', 5_000)}}{{new string(']', 5_000)}}}""", 0, null },
    };

    [Fact]
    public async Task Put_OfARecordWithSeveralMistakes_NamesThemAll()
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await host.PutAsync(
            "hello", """{"slug":"other","title":7,"published_at":"x","lang":"?","url":"javascript:x","topics":["a",1,2],"authors":[{"name":""}],"image":"data:x","alternates":{"html":"x","text":"y"}}""");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var root = problem.RootElement;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("slug", root.GetProperty("member").GetString());
        var errors = root.GetProperty("errors").EnumerateArray().Select(e => (Member: e.GetProperty("member").GetString()!, Detail: e.GetProperty("detail").GetString()!)).ToArray(); // Not null: of a problem of ours.
        Assert.Equal(["slug", "title", "body_md", "url", "published_at", "lang", "topics[1]", "authors[0].name", "image", "alternates.html", "alternates.text"], errors.Select(e => e.Member));
        Assert.All(errors, e => Assert.StartsWith(e.Member + " ", e.Detail, StringComparison.Ordinal));
        Assert.Equal(root.GetProperty("detail").GetString(), errors[0].Detail);
        Assert.Null(host.Store.Describe("hello"));

        using var single = await host.PutAsync("hello", """{"title":"t","published_at":"2026-01-02T03:04:05Z"}""");
        using var one = JsonDocument.Parse(await single.Content.ReadAsStringAsync());
        Assert.Equal("body_md is missing", one.RootElement.GetProperty("detail").GetString());
        Assert.False(one.RootElement.TryGetProperty("errors", out _));
    }

    [Theory]
    [MemberData(nameof(BadRecords))]
    public async Task Record_Bad_IsRefusedByMemberAndNothingIsKept(string what, string json, int status, string? member)
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await host.PutAsync("hello", json);
        Assert.True(status == 0 ? (int)answer.StatusCode is 400 or 413 : (int)answer.StatusCode == status, $"{what}: {answer.StatusCode}");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        if (member is not null)
        {
            Assert.Equal(member, problem.GetProperty("member").GetString());
            Assert.StartsWith(member + " ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Null(host.Store.Describe("hello"));
        Assert.Empty(host.Store.Batches);
    }

    [Fact]
    public async Task Record_WithByteOrderMark_IsAccepted()
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await host.PutAsync("hello", "\uFEFF" + OriginHost.Record("hello"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json; charset=utf-16", null, 415)]
    [InlineData("text/plain", null, 415)]
    [InlineData(null, null, 415)]
    [InlineData("application/json", "compress", 415)]
    [InlineData("application/json", "gzip", 400)]
    [InlineData("application/json", "br", 400)]
    [InlineData("application/json", "zstd", 400)]
    public async Task Body_OfAnotherKind_IsRefused(string? contentType, string? coding, int status)
    {
        await using var host = await OriginHost.StartAsync();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(OriginHost.Record("hello")));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (coding is not null)
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using var answer = await host.PutAsync("hello", more: r => r.Content = content);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(coding is "compress", answer.Headers.NonValidated.Contains("Accept-Encoding"));
    }

    [Theory]
    [InlineData("UTF-16")]
    public async Task Body_InUtf16_IsRefused(string encoding)
    {
        await using var host = await OriginHost.StartAsync();
        var content = new ByteArrayContent([.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(OriginHost.Record("hello"))]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await host.PutAsync("hello", more: r => r.Content = content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Body_OverTheLimit_Is413(bool chunked, bool bomb)
    {
        await using var host = await OriginHost.StartAsync(null, ("Gateway:Articles:RecordBytes", "65536"));
        var body = Encoding.UTF8.GetBytes(OriginHost.Record("hello", new string('t', bomb ? 20_000_000 : 70_000)));
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(body);
        var content = new ByteArrayContent(bomb ? output.ToArray() : body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (bomb)
            content.Headers.ContentEncoding.Add("gzip");
        using var answer = await host.PutAsync("hello", more: r =>
        {
            r.Content = content;
            r.Headers.TransferEncodingChunked = chunked;
        });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Null(host.Store.Describe("hello"));
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    [InlineData("a%00b")]
    [InlineData("a%0Ab")]
    [InlineData("a.b")]
    [InlineData("a%20b")]
    [InlineData("%FF")]
    public async Task Slug_Hostile_Is400(string slug)
    {
        await using var host = await OriginHost.StartAsync();
        var body = OriginHost.Record("x");
        var answer = await host.RawAsync(
            $"PUT /api/articles/{slug} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {OriginHost.Key}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        // A NUL is refused by the server, before there is anybody to name it.
        Assert.Equal(!slug.Contains("%00", StringComparison.Ordinal), answer.Contains("\"member\":\"slug\"", StringComparison.Ordinal));
        Assert.Empty(host.Store.Batches);
    }

    [Theory]
    [InlineData("wrong-key-0123456789", "application/json", 401)]
    [InlineData(OriginHost.Key, "text/plain", 415)]
    [InlineData(OriginHost.Key, "application/json", 413)]
    public async Task Refusal_BeforeTheBodyIsRead_LeavesTheConnectionInOrder(string key, string type, int status)
    {
        await using var host = await OriginHost.StartAsync();
        await using var connection = await host.ConnectAsync();
        var put = $"PUT /api/articles/hello HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: {type}\r\nContent-Length: 4000000\r\n\r\n";
        using var reader = new StreamReader(connection);
        for (var i = 0; i < 2; i++)
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(put));
            await connection.WriteAsync(new byte[4_000_000]);
            Assert.StartsWith($"HTTP/1.1 {status} ", await reader.ReadLineAsync(), StringComparison.Ordinal);
            var length = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } field)
            {
                if (field.StartsWith("Content-Length: ", StringComparison.Ordinal))
                    length = int.Parse(field["Content-Length: ".Length..], System.Globalization.CultureInfo.InvariantCulture);
            }

            Assert.Equal(length, await reader.ReadBlockAsync(new char[length], 0, length));
        }

        Assert.Empty(host.Store.Batches);
    }

    [Fact]
    public async Task Slug_Over200Characters_Is400()
    {
        await using var host = await OriginHost.StartAsync();
        using var answer = await host.PutAsync(new string('a', 201));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("\"member\":\"slug\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_OfTheIntake_SaysNothingOfItself()
    {
        await using var host = await OriginHost.StartAsync();
        host.Store.BeforeSubmit = _ => throw new TimeoutException("secret detail");
        using var unavailable = await host.PutAsync("hello");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unavailable.StatusCode);
        Assert.NotNull(unavailable.Headers.RetryAfter);

        host.Store.BeforeSubmit = _ => throw new InvalidOperationException("secret detail");
        using var failed = await host.PutAsync("hello");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.DoesNotContain("secret", await failed.Content.ReadAsStringAsync() + await unavailable.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public static TheoryData<Exception, int> Failures() => new()
    {
        { new TimeoutException("secret"), 503 },
        { new OrleansException("secret"), 503 },
        { new InconsistentStateException("secret"), 503 },
        { new IOException("secret"), 503 },
        { new OperationCanceledException("secret"), 503 },
        { new TaskCanceledException("secret"), 503 },
        { new ObjectDisposedException("secret"), 503 },
        { new ChannelClosedException("secret"), 503 },
        { new StoreException("secret"), 503 },
        { new AggregateException(new StoreException("secret"), new TimeoutException()), 503 },
        { new AggregateException(new StoreException("secret"), new FormatException("secret")), 500 },
        { new FormatException("secret"), 500 },
        { new InvalidOperationException("secret"), 500 },
        { new InvalidDataException("secret"), 500 },
        { new JsonException("secret"), 500 },
    };

    // What another assembly's storage throws is of a type that the origin does not know.
    private sealed class StoreException(string message) : Exception(message);

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failure_OfTheIntake_Is503WhereTryingAgainMayHelp(Exception failure, int status)
    {
        await using var host = await OriginHost.StartAsync();
        (await host.PutAsync("hello")).Dispose();
        host.Store.BeforeSubmit = _ => throw failure;
        using var put = await host.PutAsync("hello", OriginHost.Record("hello", "New"));
        using var delete = await host.SendAsync("DELETE", "/api/articles/hello", ("Authorization", "Bearer " + OriginHost.Key));
        foreach (var answer in new[] { put, delete })
        {
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal(status == 503, answer.Headers.RetryAfter is not null);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }
}
