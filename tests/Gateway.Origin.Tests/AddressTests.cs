using System.Net;
using Gateway.Origin.Tests.Hosting;

namespace Gateway.Origin.Tests;

public sealed class AddressTests(OriginFixture fixture) : IClassFixture<OriginFixture>
{
    private readonly OriginHost host = fixture.Host;

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/news/hello", "text/html; charset=utf-8")]
    [InlineData("/news/hello.md", "text/markdown; charset=utf-8")]
    [InlineData("/news/hello.txt", "text/plain; charset=utf-8")]
    [InlineData("/news/hello.jsonld", "application/ld+json")]
    [InlineData("/news/hello.json", "application/json")]
    [InlineData("/latest", "text/html; charset=utf-8")]
    [InlineData("/latest.rss", "application/rss+xml; charset=utf-8")]
    [InlineData("/latest.atom", "application/atom+xml; charset=utf-8")]
    [InlineData("/latest.json", "application/feed+json; charset=utf-8")]
    [InlineData("/topics/ai", "text/html; charset=utf-8")]
    [InlineData("/topics/ai.rss", "application/rss+xml; charset=utf-8")]
    [InlineData("/sources/source.example", "text/html; charset=utf-8")]
    [InlineData("/sources/source.example.atom", "application/atom+xml; charset=utf-8")]
    [InlineData("/languages/en.json", "application/feed+json; charset=utf-8")]
    [InlineData("/latest/archives/100-r1", "text/html; charset=utf-8")]
    [InlineData("/latest/archives/100-r1.atom", "application/atom+xml; charset=utf-8")]
    [InlineData("/topics/ai/archives/100-r1.rss", "application/rss+xml; charset=utf-8")]
    [InlineData("/topics", "text/html; charset=utf-8")]
    [InlineData("/entities", "text/html; charset=utf-8")]
    [InlineData("/sources", "text/html; charset=utf-8")]
    [InlineData("/languages", "text/html; charset=utf-8")]
    [InlineData("/topics.opml", "text/x-opml; charset=utf-8")]
    [InlineData("/sitemap.xml", "application/xml; charset=utf-8")]
    [InlineData("/sitemap-news.xml", "application/xml; charset=utf-8")]
    [InlineData("/robots.txt", "text/plain; charset=utf-8")]
    [InlineData("/llms.txt", "text/plain; charset=utf-8")]
    [InlineData("/openapi.json", "application/json")]
    public async Task Address_OfTheContract_IsServed(string path, string contentType)
    {
        using var get = await host.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, get.StatusCode);
        Assert.Equal(contentType, get.Content.Headers.ContentType?.ToString());
        Assert.NotNull(get.Headers.ETag);
        Assert.False(get.Headers.ETag.IsWeak);
        Assert.Equal("*", get.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("nosniff", get.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("Accept-Encoding", get.Headers.Vary);

        using var head = await host.SendAsync("HEAD", path);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal((await get.Content.ReadAsByteArrayAsync()).Length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
    }

    [Theory]
    [InlineData("/news/nothing", 404)]
    [InlineData("/news/hello.pdf", 404)]
    [InlineData("/news/a.b.md", 404)]
    [InlineData("/news", 404)]
    [InlineData("/topics/nothing", 404)]
    [InlineData("/topics/%21%21", 404)]
    [InlineData("/latest.xml", 404)]
    [InlineData("/latest/archives/7-r7.rss", 404)]
    [InlineData("/sitemap-1.xml", 404)]
    [InlineData("/sitemap-0.xml", 404)]
    [InlineData("/sitemap-99999999999.xml", 404)]
    [InlineData("/assets/x.css", 404)]
    [InlineData("/favicon.ico", 404)]
    [InlineData("/news/gone", 410)]
    [InlineData("/news/gone.json", 410)]
    [InlineData("/latest.rss?limit=0", 400)]
    [InlineData("/latest.rss?limit=201", 400)]
    [InlineData("/latest.rss?limit=x", 400)]
    [InlineData("/latest.rss?limit=", 400)]
    [InlineData("/latest.rss?limit=5&limit=6", 400)]
    [InlineData("/latest.rss?content=half", 400)]
    [InlineData("/latest?limit=-1", 400)]
    public async Task Address_OfNothing_IsAProblem(string path, int status)
    {
        using var answer = await host.GetAsync(path, ("Accept", "application/json"));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()));
        if (status == 400)
            Assert.Contains(problem.GetProperty("member").GetString(), (string[])["limit", "content"]);
    }

    [Theory]
    [InlineData("/topics/Artificial%20Intelligence", "/topics/artificial-intelligence")]
    [InlineData("/topics/C%23.rss?limit=5", "/topics/c-sharp.rss?limit=5")]
    [InlineData("/topics/C%2B%2B/archives/100-r1.atom", "/topics/c-plus-plus/archives/100-r1.atom")]
    [InlineData("/topics/node.js", "/topics/node-js")]
    [InlineData("/topics/AC%2FDC", "/topics/ac-dc")]
    [InlineData("/topics/AC%2fDC.rss?limit=5", "/topics/ac-dc.rss?limit=5")]
    [InlineData("/entities/a%5Cb.json", "/entities/a-b.json")]
    [InlineData("/topics/%2Fevil.example", "/topics/evil-example")]
    [InlineData("/sources/Source.Example.rss", "/sources/source.example.rss")]
    [InlineData("/languages/EN-us", "/languages/en-us")]
    [InlineData("/latest/", "/latest")]
    [InlineData("/topics/ai/?limit=5", "/topics/ai?limit=5")]
    [InlineData("/news/e%CC%81tude.md", "/news/%C3%A9tude.md")]
    public async Task Address_NotNormal_RedirectsToTheNormalOne(string path, string location)
    {
        using var answer = await host.GetAsync(path);
        Assert.Equal(HttpStatusCode.PermanentRedirect, answer.StatusCode);
        Assert.Equal(location, answer.Headers.GetValues("Location").Single());
    }

    [Theory]
    [InlineData("/latest/archives/100-r0.rss?content=summary", "/latest/archives/100-r1.rss?content=summary")]
    [InlineData("/latest/archives/100-r0", "/latest/archives/100-r1")]
    public async Task Archive_OfAnOldRevision_RedirectsForNow(string path, string location)
    {
        using var answer = await host.GetAsync(path);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal(location, answer.Headers.GetValues("Location").Single());
    }

    [Theory]
    [InlineData("/news/a%2Fb", 400)]
    [InlineData("/news/%2e%2e/latest", 400)]
    [InlineData("/news/%2E", 400)]
    [InlineData("/news/../latest", 400)]
    [InlineData("//latest", 400)]
    [InlineData("/news//hello", 400)]
    [InlineData("//evil.example/", 400)]
    [InlineData("/%2Fevil.example/", 400)]
    [InlineData("/%5Cevil.example/", 400)]
    [InlineData("/sources/a%2Fb", 400)]
    [InlineData("/topics/%2F", 400)]
    [InlineData("/topics/x/archives/a%2Fb.rss", 400)]
    [InlineData("/news/a%00b", 400)]
    [InlineData("/news/a%0Db", 400)]
    [InlineData("/news/a%5Cb", 400)]
    [InlineData("/news/%FF%FE", 400)]
    [InlineData("/news/%C0%AE", 400)]
    [InlineData("/news/%ED%A0%80", 400)]
    [InlineData("/news/%zz", 400)]
    [InlineData("/news/%4", 400)]
    [InlineData("/news/\u00E9", 400)]
    [InlineData("/news/a%20b", 404)]
    [InlineData("http://other.example/latest.rss", 200)]
    [InlineData("http://other.example", 200)]
    public async Task Target_Hostile_IsAnsweredByAClearStatus(string target, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await host.RawGetAsync(target), StringComparison.Ordinal);

    [Fact]
    public async Task Slug_Over200Characters_IsNotFound()
    {
        using var answer = await host.GetAsync("/news/" + new string('a', 201));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/latest", "GET, HEAD, OPTIONS")]
    [InlineData("/news/hello", "GET, HEAD, OPTIONS")]
    [InlineData("/api/articles", "POST, OPTIONS")]
    [InlineData("/api/articles/hello", "PUT, DELETE, OPTIONS")]
    public async Task Method_NotAllowed_IsTold(string path, string allow)
    {
        using var options = await host.SendAsync("OPTIONS", path);
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal(allow, string.Join(", ", options.Content.Headers.Allow));

        using var patch = await host.SendAsync("PATCH", path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, patch.StatusCode);
        Assert.Equal(allow, string.Join(", ", patch.Content.Headers.Allow));
    }

    [Fact]
    public async Task Options_OfTheServer_IsNoContent() =>
        Assert.StartsWith("HTTP/1.1 204 ", await host.RawAsync("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Preflight_OfAPublicAddress_AllowsReading()
    {
        using var answer = await host.SendAsync("OPTIONS", "/latest.json", ("Origin", "https://a.example"), ("Access-Control-Request-Method", "GET"));
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("If-None-Match", string.Join(", ", answer.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);

        using var api = await host.SendAsync("OPTIONS", "/api/articles", ("Origin", "https://a.example"), ("Access-Control-Request-Method", "POST"));
        Assert.False(api.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
