using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Origin.Publishing;
using Gateway.Origin.Tests.Hosting;

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
    [InlineData("https://example.org")]
    [InlineData("https://example.org/latest")]
    [InlineData("https://example.org/topics/ai.atom")]
    [InlineData("https://example.org/sitemap.xml")]
    [InlineData("https://example.org/topics/AI")]
    public async Task Record_WithAFeedsAddressAsItsOwn_IsRefused(string address)
    {
        await using var host = await OriginHost.StartAsync();
        using var put = await host.PutAsync("mine", $$"""{"title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z","url":"{{address}}"}""");
        Assert.Equal(HttpStatusCode.Conflict, put.StatusCode);
        Assert.Null(host.Store.Describe("mine"));
    }

    [Theory]
    [InlineData("caf\u00e9", "https://example.org/news/caf%C3%A9")]
    [InlineData("mine", "https://example.org/news/mine")]
    [InlineData("mine", "https://example.org:8443/news/other")]
    [InlineData("mine", "https://news.example.org/news/other")]
    [InlineData("mine", "https://example.org/blog/news/other")]
    [InlineData("mine", "https://example.org/of-the-operators-own")]
    public async Task Record_WithItsOwnAddressOrOneElsewhere_IsTaken(string slug, string address)
    {
        await using var host = await OriginHost.StartAsync();
        using var put = await host.PutAsync(Uri.EscapeDataString(slug), $$"""{"title":"t","body_md":"b","published_at":"2026-01-02T03:04:05Z","url":"{{address}}","canonical_source":"{{address}}"}""");
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
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
