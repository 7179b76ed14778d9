using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Gateway.Origin.Publishing;
using Gateway.Origin.Tests.Hosting;
using Orleans.Storage;

namespace Gateway.Origin.Tests;

public sealed class PublishingTests
{
    [Fact]
    public async Task Put_OfANewArticle_IsCreatedAndThenReplaced()
    {
        await using var host = await OriginHost.StartAsync();
        using var created = await host.PutAsync("hello");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("https://example.org/news/hello", created.Headers.Location?.AbsoluteUri);
        Assert.Equal("""{"slug":"hello","status":201,"revision":1}""", (await created.Content.ReadAsStringAsync()).TrimEnd());
        Assert.Equal("no-store", created.Headers.CacheControl?.ToString());

        using var same = await host.PutAsync("hello");
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        Assert.Equal(created.Headers.ETag, same.Headers.ETag);

        using var replaced = await host.PutAsync("hello", OriginHost.Record("hello", "Another"));
        Assert.Equal(HttpStatusCode.OK, replaced.StatusCode);
        Assert.NotEqual(created.Headers.ETag, replaced.Headers.ETag);

        using var json = await host.GetAsync("/news/hello.json");
        Assert.Equal(replaced.Headers.ETag, json.Headers.ETag);
    }

    [Fact]
    public async Task Put_UnderAPrecondition_KeepsIt()
    {
        await using var host = await OriginHost.StartAsync();
        var count = 0;
        using var created = await host.PutAsync("hello", more: r => r.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        await StatusAsync(HttpStatusCode.PreconditionFailed, "If-None-Match", "*");
        await StatusAsync(HttpStatusCode.BadRequest, "If-None-Match", "\"x\"");
        await StatusAsync(HttpStatusCode.BadRequest, "If-Match", "unquoted");
        await StatusAsync(HttpStatusCode.PreconditionFailed, "If-Match", "\"7-abc-01234567\"");
        await StatusAsync(HttpStatusCode.PreconditionFailed, "If-Match", "\"not-one-of-ours\"");
        await StatusAsync(HttpStatusCode.PreconditionFailed, "If-Match", "W/" + created.Headers.ETag);
        await StatusAsync(HttpStatusCode.PreconditionFailed, "If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT");
        await StatusAsync(HttpStatusCode.OK, "If-Unmodified-Since", "Sun, 06 Nov 2044 08:49:37 GMT");
        await StatusAsync(HttpStatusCode.OK, "If-Match", "*");

        // Any format's tag in any coding names the same version.
        using var page = await host.GetAsync("/news/hello", ("Accept-Encoding", "br"));
        var tag = page.Headers.ETag?.ToString() ?? "";
        Assert.EndsWith("-br\"", tag, StringComparison.Ordinal);
        await StatusAsync(HttpStatusCode.OK, "If-Match", "\"1-a\", " + tag);

        async Task StatusAsync(HttpStatusCode expected, string name, string value)
        {
            using var answer = await host.PutAsync("hello", OriginHost.Record("hello", $"Title {count++}"), more: r => r.Headers.TryAddWithoutValidation(name, value));
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("Bearer wrong-key-0123456789", 401)]
    [InlineData("Bearer", 401)]
    [InlineData("Basic " + OriginHost.Key, 401)]
    [InlineData("Bearer sha256:0000", 401)]
    [InlineData("Bearer " + OriginHost.OtherKey, 403)]
    [InlineData("Bearer " + OriginHost.OperatorKey, 200)]
    [InlineData("bearer " + OriginHost.Key, 200)]
    public async Task Key_DecidesWhoMay(string? authorization, int status)
    {
        await using var host = await OriginHost.StartAsync();
        (await host.PutAsync("hello")).Dispose();
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/articles/hello") { Content = new StringContent(OriginHost.Record("hello", "New"), Encoding.UTF8, "application/json") };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var put = await host.Client.SendAsync(request);
        Assert.Equal(status, (int)put.StatusCode);
        Assert.Equal(status == 401, put.Headers.WwwAuthenticate.Any(a => a.Scheme is "Bearer"));

        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];
        using var delete = await host.SendAsync("DELETE", "/api/articles/hello", headers);
        Assert.Equal(status == 200 ? 204 : status, (int)delete.StatusCode);
        using var post = await host.SendAsync("POST", "/api/articles", headers);
        Assert.Equal(status == 401 ? 401 : 415, (int)post.StatusCode);
    }

    [Fact]
    public async Task Delete_OfAnArticle_RetractsIt()
    {
        await using var host = await OriginHost.StartAsync();
        (await host.PutAsync("hello")).Dispose();
        var key = ("Authorization", "Bearer " + OriginHost.Key);
        using var first = await host.SendAsync("DELETE", "/api/articles/hello", key);
        using var second = await host.SendAsync("DELETE", "/api/articles/hello", key);
        using var unknown = await host.SendAsync("DELETE", "/api/articles/nothing", key);
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NotFound], [first.StatusCode, second.StatusCode, unknown.StatusCode]);
        using var gone = await host.GetAsync("/news/hello.md");
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.NotNull(gone.Content.Headers.LastModified);
        Assert.Equal(TimeSpan.FromSeconds(60), gone.Headers.CacheControl?.MaxAge);
    }

    [Theory]
    [InlineData("own-slash", "https://example.org/news/other")]
    [InlineData("own-suffix", "https://example.org/news/other.md")]
    [InlineData("own-query", "https://example.org/news/other?utm=1#top")]
    [InlineData("own-scheme", "http://example.org/news/other")]
    [InlineData("own-port", "https://example.org:443/news/other")]
    [InlineData("own-host-case", "https://EXAMPLE.ORG/news/other")]
    [InlineData("own-host-dot", "https://example.org./news/other")]
    [InlineData("own-encoded", "https://example.org/%6eews/%6Fther")]
    [InlineData("own-dots", "https://example.org/topics/../news/other")]
    [InlineData("own-redirect", "https://example.org/news/other/")]
    [InlineData("own-unicode", "https://example.org/news/caf%C3%A9")]
    public async Task Record_WithAnotherArticlesAddressHere_IsRefusedByItsMember(string id, string address)
    {
        await using var host = await OriginHost.StartAsync();
        foreach (var member in new[] { "url", "canonical_source" })
        {
            var record = $$"""{"slug":"mine","title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z","{{member}}":"{{address}}"}""";
            using var put = await host.PutAsync("mine", record, OriginHost.OperatorKey);
            using var problem = JsonDocument.Parse(await put.Content.ReadAsStringAsync());
            Assert.True(put.StatusCode == HttpStatusCode.Conflict, $"{id}: {put.StatusCode}");
            Assert.Equal(member, problem.RootElement.GetProperty("member").GetString());
            Assert.Contains(member, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);

            using var post = new HttpRequestMessage(HttpMethod.Post, "/api/articles") { Content = new StringContent(record, Encoding.UTF8, "application/x-ndjson") };
            post.Headers.TryAddWithoutValidation("Authorization", "Bearer " + OriginHost.Key);
            using var bulk = await host.Client.SendAsync(post);
            using var line = JsonDocument.Parse(await bulk.Content.ReadAsStringAsync());
            Assert.Equal(("mine", 409, member), (line.RootElement.GetProperty("slug").GetString(), line.RootElement.GetProperty("status").GetInt32(), line.RootElement.GetProperty("member").GetString()));
            Assert.Null(host.Store.Describe("mine"));
        }
    }

    [Theory]
    [InlineData("caf\u00e9", "https://example.org/news/caf%C3%A9")]
    [InlineData("mine", "https://example.org/news/mine")]
    [InlineData("mine", "https://example.org:8443/news/other")]
    [InlineData("mine", "https://news.example.org/news/other")]
    [InlineData("mine", "https://example.org/blog/news/other")]
    [InlineData("mine", "https://example.org/latest")]
    public async Task Record_WithItsOwnAddressOrOneElsewhere_IsTaken(string slug, string address)
    {
        await using var host = await OriginHost.StartAsync();
        using var put = await host.PutAsync(Uri.EscapeDataString(slug), $$"""{"title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z","url":"{{address}}","canonical_source":"{{address}}"}""");
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
    }

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

    [Fact]
    public void Keys_WithMistakes_AreEachNamedAndNeverShown()
    {
        var (_, mistakes) = PublisherKeys.Read(
        [
            new("a", new PublisherOptions { Key = "short-secret" }),
            new("b", new PublisherOptions { Key = "sha256:1234" }),
            new("c", new PublisherOptions()),
            new("d", new PublisherOptions { Key = "the-same-key-0123456789" }),
            new("e", new PublisherOptions { Key = "another-key-0123456789", SecondKey = "the-same-key-0123456789" }),
        ]);
        Assert.Equal(["Gateway:Publishers:a:Key", "Gateway:Publishers:b:Key", "Gateway:Publishers:c:Key", "Gateway:Publishers:e:SecondKey"], mistakes.Select(m => m.Split(' ')[0]));
        Assert.DoesNotContain(mistakes, m => m.Contains("secret", StringComparison.Ordinal) || m.Contains("0123456789", StringComparison.Ordinal));
    }
}
