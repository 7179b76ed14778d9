using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Contracts.Topics;
using Gateway.HttpCaching.Codings;
using Gateway.Origin.Tests.Hosting;

namespace Gateway.Origin.Tests;

public sealed partial class ReadingTests(OriginFixture fixture) : IClassFixture<OriginFixture>
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
    private readonly OriginHost host = fixture.Host;

    [Theory]
    [InlineData(null, "application/problem+json")]
    [InlineData("*/*", "application/problem+json")]
    [InlineData("application/json", "application/problem+json")]
    [InlineData("text/markdown", "application/problem+json")]
    [InlineData("text/html", "text/html")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html")]
    public async Task Refusal_OfARetractedArticle_IsOfTheTypeOfAnyOther(string? accept, string type)
    {
        (string, string)[] headers = accept is null ? [] : [("Accept", accept)];
        foreach (var (path, status) in new[] { ("/news/gone", HttpStatusCode.Gone), ("/news/nothing", HttpStatusCode.NotFound) })
        {
            using var answer = await host.GetAsync(path, headers);
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
            Assert.Contains("Accept", answer.Headers.Vary);
        }
    }

    [Theory]
    [InlineData(null, "text/html", "/news/hello")]
    [InlineData("*/*", "text/html", "/news/hello")]
    [InlineData(Browser, "text/html", "/news/hello")]
    [InlineData("text/markdown", "text/markdown", "/news/hello.md")]
    [InlineData("text/plain", "text/plain", "/news/hello.txt")]
    [InlineData("application/ld+json", "application/ld+json", "/news/hello.jsonld")]
    [InlineData("application/json, text/plain, */*", "text/plain", "/news/hello.txt")]
    [InlineData("application/json, */*;q=0.5", "application/json", "/news/hello.json")]
    [InlineData("image/png", "text/html", "/news/hello")]
    [InlineData("text/html;q=0, */*", "text/markdown", "/news/hello.md")]
    public async Task Article_IsNegotiated(string? accept, string type, string location)
    {
        using var answer = await host.GetAsync("/news/hello", accept is null ? [] : [("Accept", accept)]);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(location, answer.Content.Headers.ContentLocation?.OriginalString);
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Theory]
    [InlineData("/latest", null, "text/html")]
    [InlineData("/latest", Browser, "text/html")]
    [InlineData("/latest", "application/rss+xml", "application/rss+xml")]
    [InlineData("/latest", "application/atom+xml, application/rss+xml;q=0.9", "application/atom+xml")]
    [InlineData("/topics/ai", "application/feed+json", "application/feed+json")]
    [InlineData("/topics/ai", "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4, text/xml;q=0.4", "application/rss+xml")]
    [InlineData("/latest/archives/100-r1", "application/atom+xml", "application/atom+xml")]
    public async Task Topic_IsNegotiated(string path, string? accept, string type)
    {
        using var answer = await host.GetAsync(path, accept is null ? [] : [("Accept", accept)]);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Accept", answer.Headers.Vary);
        Assert.NotNull(answer.Content.Headers.ContentLocation);
    }

    [Theory]
    [InlineData("/latest")]
    [InlineData("/latest.rss")]
    [InlineData("/latest.atom")]
    [InlineData("/latest.json")]
    public async Task Latest_WithoutAnArticle_IsThere_AndNeverChanged(string path)
    {
        await using var own = await OriginHost.StartAsync();
        using var answer = await own.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Content.Headers.LastModified);
        Assert.NotNull(answer.Headers.ETag);
        using var again = await own.GetAsync(path, ("If-None-Match", answer.Headers.ETag.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(answer.Headers.ETag, again.Headers.ETag);
        using var unknown = await own.GetAsync("/topics/unknown" + path["/latest".Length..]);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Error_ForABrowser_IsAPage()
    {
        using var answer = await host.GetAsync("/nothing", ("Accept", Browser));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("Accept", answer.Headers.Vary);

        using var other = await host.GetAsync("/nothing", ("Accept", "*/*"));
        Assert.Equal("application/problem+json", other.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Article_LinksToItsAlternatesSourceAndFeeds()
    {
        using var answer = await host.GetAsync("/news/hello.md");
        var link = string.Join(", ", answer.Headers.GetValues("Link"));
        Assert.Contains("<https://source.example/a?b=%C3%A4%3E>; rel=\"canonical\"", link, StringComparison.Ordinal);
        Assert.Contains("<https://example.org/news/hello>; rel=\"alternate\"; type=\"text/html\"", link, StringComparison.Ordinal);
        Assert.Contains("<https://example.org/news/hello.jsonld>; rel=\"alternate\"; type=\"application/ld+json\"", link, StringComparison.Ordinal);
        Assert.DoesNotContain("<https://example.org/news/hello.md>", link, StringComparison.Ordinal);
        Assert.Contains("<https://example.org/topics/ai.atom>; rel=\"alternate\"; type=\"application/atom+xml\"", link, StringComparison.Ordinal);
        Assert.InRange(link.Length, 1, 4_096);
    }

    [Fact]
    public async Task Article_InMoreFeedsThanFit_LinksToEachInOneFormatFirst()
    {
        var names = string.Join(',', Enumerable.Range(0, 30).Select(i => $"\"Topic {i}\""));
        using var put = await host.PutAsync("many", OriginHost.Record("many").Replace("[\"AI\"]", $"[{names}]", StringComparison.Ordinal));
        using var answer = await host.GetAsync("/news/many.md");
        var link = string.Join(", ", answer.Headers.GetValues("Link"));
        Assert.InRange(link.Length, 3_000, 4_096);
        for (var i = 0; i < 30; i++)
            Assert.Contains($"/topics/topic-{i}.atom>", link, StringComparison.Ordinal);
        Assert.Contains("/languages/en.atom>", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_DifferByFormatParametersAndCoding()
    {
        string[] paths = ["/news/hello", "/news/hello.md", "/news/hello.txt", "/news/hello.json", "/latest.rss", "/latest.atom", "/latest.json", "/latest.rss?limit=5", "/latest.rss?content=summary", "/latest.rss?limit=5&content=summary"];
        var tags = new List<string?>();
        foreach (var path in paths)
        {
            foreach (var coding in (string[])["identity", "br", "gzip", "zstd"])
            {
                using var answer = await host.GetAsync(path, ("Accept-Encoding", coding));
                if (coding is "identity" || answer.Content.Headers.ContentEncoding.Count > 0)
                    tags.Add(answer.Headers.ETag?.ToString());
            }
        }

        Assert.True(tags.Count > 30);
        Assert.DoesNotContain(null, tags);
        Assert.Equal(tags.Count, tags.Distinct(StringComparer.Ordinal).Count());

        using var plain = await host.GetAsync("/latest.rss");
        using var same = await host.GetAsync("/latest.rss?content=full&limit=50&utm_source=x");
        Assert.Equal(plain.Headers.ETag, same.Headers.ETag);
    }

    [Theory]
    [InlineData("br", "-br")]
    [InlineData("gzip", "-gzip3")]
    [InlineData("zstd", "-zstd")]
    public async Task Body_Encoded_DecodesToTheIdentity(string coding, string suffix)
    {
        var plain = await (await host.GetAsync("/latest.rss")).Content.ReadAsByteArrayAsync();
        using var answer = await host.GetAsync("/latest.rss", ("Accept-Encoding", coding));
        Assert.Equal(coding, answer.Content.Headers.ContentEncoding.Single());
        Assert.EndsWith($"{suffix}\"", answer.Headers.ETag?.ToString(), StringComparison.Ordinal);
        await using var decoded = Encoder.Decode(ContentCodings.Parse(coding) ?? ContentCoding.Identity, await answer.Content.ReadAsStreamAsync());
        using var output = new MemoryStream();
        await decoded.CopyToAsync(output);
        Assert.Equal(plain, output.ToArray());
    }

    [Theory]
    [InlineData("P-01", "/news/hello")]
    [InlineData("P-02", "/latest.rss")]
    [InlineData("P-03", "/latest")]
    [InlineData("P-04", "/")]
    [InlineData("P-05", "/latest/archives/100-r1.atom")]
    [InlineData("P-06", "/sitemap.xml")]
    [InlineData("P-07", "/openapi.json")]
    public async Task Preconditions_OverHttp_AreKept(string id, string path)
    {
        using var first = await host.GetAsync(path, ("Accept-Encoding", "gzip"));
        var tag = first.Headers.ETag?.ToString() ?? "";
        await ExpectAsync(304, ("If-None-Match", tag));
        await ExpectAsync(304, ("If-None-Match", "W/" + tag));
        await ExpectAsync(304, ("If-None-Match", $"\"a,b\", {tag}"));
        await ExpectAsync(304, ("If-None-Match", "*"));
        await ExpectAsync(200, ("If-None-Match", "\"other\""));
        await ExpectAsync(200, ("If-None-Match", $"{tag.Replace("-gzip3", "", StringComparison.Ordinal)[..^1]}-br\""));
        await ExpectAsync(200, ("If-Match", tag));
        await ExpectAsync(412, ("If-Match", "\"other\""));
        await ExpectAsync(412, ("If-Match", "W/" + tag));
        if (first.Content.Headers.LastModified is not { } modified)
            return;

        await ExpectAsync(304, ("If-Modified-Since", modified.ToString("r")));
        await ExpectAsync(200, ("If-Modified-Since", modified.AddSeconds(-1).ToString("r")));
        await ExpectAsync(200, ("If-None-Match", "\"other\""), ("If-Modified-Since", modified.ToString("r")));
        await ExpectAsync(412, ("If-Unmodified-Since", modified.AddSeconds(-1).ToString("r")));
        await ExpectAsync(200, ("If-Unmodified-Since", modified.ToString("r")));

        async Task ExpectAsync(int status, params (string, string)[] headers)
        {
            using var answer = await host.GetAsync(path, [("Accept-Encoding", "gzip"), .. headers]);
            Assert.True(status == (int)answer.StatusCode, $"{id} {string.Join("; ", headers)}: {answer.StatusCode}, not {status}");
            if (status != 304)
                return;

            Assert.Equal(tag, answer.Headers.ETag?.ToString());
            Assert.Equal(first.Headers.CacheControl, answer.Headers.CacheControl);
            Assert.Equal(first.Headers.Vary, answer.Headers.Vary);
            Assert.Equal(first.Content.Headers.ContentLocation, answer.Content.Headers.ContentLocation);
            Assert.Null(answer.Content.Headers.ContentType);
            Assert.NotNull(answer.Headers.Date);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Feed_ForAClientWithAnOlderVersion_IsADelta()
    {
        await using var own = await OriginHost.StartAsync();
        (await own.PutAsync("one")).Dispose();
        using var first = await own.GetAsync("/latest.atom", ("Accept-Encoding", "br"));
        var tag = first.Headers.ETag?.ToString() ?? "";
        (await own.PutAsync("two")).Dispose();

        using var delta = await own.GetAsync("/latest.atom", ("A-IM", "feed"), ("If-None-Match", tag), ("Accept-Encoding", "gzip"));
        Assert.Equal(226, (int)delta.StatusCode);
        Assert.Equal("feed", delta.Headers.GetValues("IM").Single());
        Assert.Equal(tag, delta.Headers.GetValues("Delta-Base").Single());
        Assert.Equal(["no-store", "im"], delta.Headers.GetValues("Cache-Control").Single().Split(", "));
        Assert.Contains("A-IM", delta.Headers.Vary);
        using var full = await own.GetAsync("/latest.atom", ("Accept-Encoding", "gzip"));
        Assert.Equal(full.Headers.ETag, delta.Headers.ETag);
        Assert.Contains("A-IM", full.Headers.Vary);

        await ExpectAsync(304, "/latest.atom", ("A-IM", "feed"), ("If-None-Match", full.Headers.ETag?.ToString() ?? ""), ("Accept-Encoding", "gzip"));
        await ExpectAsync(200, "/latest.atom", ("A-IM", "feed"));
        await ExpectAsync(200, "/latest.atom", ("A-IM", "feed;q=0"), ("If-None-Match", tag));
        await ExpectAsync(200, "/latest.atom", ("A-IM", "vcdiff"), ("If-None-Match", tag));
        await ExpectAsync(200, "/latest.atom", ("If-None-Match", tag));
        await ExpectAsync(226, "/latest.atom", ("A-IM", "vcdiff, feed"), ("If-None-Match", $"\"x\", {tag}"));
        await ExpectAsync(200, "/latest.atom?limit=5", ("A-IM", "feed"), ("If-None-Match", tag));
        await ExpectAsync(200, "/latest.rss", ("A-IM", "feed"), ("If-None-Match", tag));
        await ExpectAsync(200, "/latest.json", ("A-IM", "feed"), ("If-None-Match", (await own.GetAsync("/latest.json")).Headers.ETag?.ToString().Replace("\"2-", "\"1-", StringComparison.Ordinal) ?? ""));

        async Task ExpectAsync(int status, string path, params (string, string)[] headers)
        {
            using var answer = await own.GetAsync(path, headers);
            Assert.True(status == (int)answer.StatusCode, $"{path} {string.Join("; ", headers)}: {answer.StatusCode}, not {status}");
        }
    }

    [Theory]
    [InlineData("/latest.rss", "br", "gzip")]
    [InlineData("/latest.atom", "gzip", "identity")]
    [InlineData("/latest.atom", "identity", "zstd")]
    public async Task Delta_WithNothingNewSinceATagOfAnotherCoding_Is304WithThatTag(string path, string held, string asked)
    {
        await using var own = await OriginHost.StartAsync();
        (await own.PutAsync("one")).Dispose();
        using var first = await own.GetAsync(path, ("Accept-Encoding", held));
        var tag = first.Headers.ETag?.ToString() ?? "";

        using var same = await own.GetAsync(path, ("A-IM", "feed"), ("If-None-Match", tag), ("Accept-Encoding", asked));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(tag, same.Headers.ETag?.ToString());
        Assert.Equal(["A-IM", "Accept-Encoding"], same.Headers.Vary);
        Assert.False(same.Content.Headers.Contains("Content-Length"));

        // Without A-IM the coding's own tag counts, and with a further condition that is judged first.
        using var full = await own.GetAsync(path, ("If-None-Match", tag), ("Accept-Encoding", asked));
        Assert.Equal(HttpStatusCode.OK, full.StatusCode);
        using var failed = await own.GetAsync(path, ("A-IM", "feed"), ("If-None-Match", tag), ("If-Match", "\"other\""), ("Accept-Encoding", asked));
        Assert.Equal(HttpStatusCode.PreconditionFailed, failed.StatusCode);
    }

    [Fact]
    public async Task NotModified_CostsNoDocument()
    {
        await using var own = await OriginHost.StartAsync();
        (await own.PutAsync("one")).Dispose();
        var feed = (await own.GetAsync("/latest.rss")).Headers.ETag?.ToString() ?? "";
        var article = (await own.GetAsync("/news/one")).Headers.ETag?.ToString() ?? "";
        var (feeds, articles) = (own.Store.FeedsBuilt, own.Store.Represented);
        Assert.Equal(HttpStatusCode.NotModified, (await own.GetAsync("/latest.rss", ("If-None-Match", feed))).StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await own.GetAsync("/news/one", ("If-None-Match", article))).StatusCode);
        Assert.Equal((feeds, articles), (own.Store.FeedsBuilt, own.Store.Represented));
    }

    [Fact]
    public async Task Archive_MayBeCachedForEver()
    {
        using var answer = await host.GetAsync("/latest/archives/100-r1.rss");
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
    }

    [Fact]
    public async Task Stylesheet_OfThePages_IsServedForEver()
    {
        var page = await (await host.GetAsync("/")).Content.ReadAsStringAsync();
        var at = page.IndexOf("/assets/", StringComparison.Ordinal);
        var path = page[at..page.IndexOf('"', at)];
        using var css = await host.GetAsync(path);
        Assert.Equal("text/css", css.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", css.Headers.GetValues("Cache-Control").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_AreWellFormed()
    {
        foreach (var path in (string[])["/sitemap.xml", "/sitemap-news.xml", "/topics.opml"])
        {
            var xml = System.Xml.Linq.XDocument.Parse(await (await host.GetAsync(path)).Content.ReadAsStringAsync());
            Assert.NotNull(xml.Root);
        }

        var opml = await (await host.GetAsync("/topics.opml")).Content.ReadAsStringAsync();
        Assert.Contains("xmlUrl=\"https://example.org/topics/ai.atom\"", opml, StringComparison.Ordinal);
        Assert.Contains("A&lt;I", opml, StringComparison.Ordinal);
        Assert.Contains("<loc>https://example.org/news/hello</loc>", await (await host.GetAsync("/sitemap.xml")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Sitemap: https://example.org/sitemap.xml", await (await host.GetAsync("/robots.txt")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.StartsWith("# The <Example>\n\n> News.\n", await (await host.GetAsync("/llms.txt")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Description_NamesItsReferencesAndParameters()
    {
        var text = await (await host.GetAsync("/openapi.json")).Content.ReadAsStringAsync();
        var document = JsonDocument.Parse(text).RootElement;
        Assert.StartsWith("3.1.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("https://example.org", document.GetProperty("servers")[0].GetProperty("url").GetString());
        foreach (Match reference in References().Matches(text))
        {
            var at = document;
            foreach (var step in reference.Groups[1].Value.Split('/'))
                Assert.True(at.TryGetProperty(step, out at), reference.Value);
        }

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            var named = Placeholders().Matches(path.Name).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
            foreach (var operation in path.Value.EnumerateObject())
            {
                var declared = operation.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Select(p => p.TryGetProperty("$ref", out var r) ? document.GetProperty("components").GetProperty("parameters").GetProperty(r.GetString()!.Split('/')[^1]) : p) // Not null: checked above.
                        .Where(p => p.GetProperty("in").GetString() is "path").Select(p => p.GetProperty("name").GetString()).Order(StringComparer.Ordinal)
                    : Enumerable.Empty<string?>();
                Assert.Equal(named, declared);
            }
        }
    }

    [Fact]
    public async Task Failure_OfAGrain_SaysNothingOfItself()
    {
        await using var own = await OriginHost.StartAsync();
        own.Store.BeforeRead = () => throw new InvalidOperationException("secret detail");
        using var failed = await own.GetAsync("/news/hello", ("Accept", Browser));
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.DoesNotContain("secret", await failed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        own.Store.BeforeRead = () => throw new TimeoutException("secret detail");
        using var unavailable = await own.GetAsync("/latest.rss");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unavailable.StatusCode);
        Assert.Equal("no-store", unavailable.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/latest")]
    [InlineData("/latest.atom")]
    public async Task Answer_OfATopicOnALaterSilo_ThatIsNotKnown_IsAskedOfAnotherSilo(string path)
    {
        await using var own = await OriginHost.StartAsync();
        own.Store.TopicStatus = (FeedStatus)9;
        using var answer = await own.GetAsync(path);
        // An edge goes on to the next silo with that.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [GeneratedRegex("\"#/(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex References();

    [GeneratedRegex("{(?<name>[a-z]+)}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholders();
}
