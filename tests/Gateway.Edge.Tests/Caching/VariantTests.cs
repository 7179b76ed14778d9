using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Who may be given what was asked for by another, where the answer depends on fields of the request.</summary>
public sealed class VariantTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Variants_LearntWhileContentArrives_AreAskedForOnceEach()
    {
        var (asked, go) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.Headers.Vary = "Accept-Language";
            context.Response.Headers.CacheControl = "max-age=3600";
            await context.Response.WriteAsync("<" + context.Request.Headers.AcceptLanguage);
            await context.Response.Body.FlushAsync();
            await go.Task;
            await context.Response.WriteAsync(">");
        });

        using var leader = await edge.GetAsync("/x", ("Accept-Language", "en"));
        string[] languages = ["de", "fr", "de", "en", "fr", "de"];
        var others = languages.Select(l => edge.GetAsync("/x", ("Accept-Language", l))).ToArray();
        var heads = await Task.WhenAll(others);
        go.SetResult();

        Assert.Equal("<en>", await leader.Content.ReadAsStringAsync());
        for (var i = 0; i < languages.Length; i++)
            Assert.Equal($"<{languages[i]}>", await heads[i].Content.ReadAsStringAsync());
        Assert.Equal(3, asked);
    }

    // RFC 9110 §7.6.1: what it names never reaches the origin, so it must not choose what is stored.
    [Theory]
    [InlineData("Accept-Language", "de")]
    [InlineData("Cookie", "sid=1")]
    public async Task Field_NamedByConnection_IsNoPartOfTheKey(string field, string value)
    {
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.Vary = field;
            await CacheTest.FreshAsync(context, "<" + context.Request.Headers[field] + ">");
        });

        Assert.Equal("<>", await edge.TextAsync("/x", (field, value), ("Connection", field)));
        Assert.Equal($"<{value}>", await edge.TextAsync("/x", (field, value)));
        Assert.Equal("<>", await edge.TextAsync("/x"));
    }

    // RFC 9111 §4.1: only its origin knows whether a field is a list.
    [Theory]
    [InlineData("Origin", "https://partner.example,", "https://partner.example")]
    [InlineData("RSC", "1 ,", "1")]
    [InlineData("X-Tenant", "a,,b", "a,b")]
    public async Task Field_OfUnknownSyntax_IsComparedAsItStands(string field, string evil, string good)
    {
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.Vary = field;
            await CacheTest.FreshAsync(context, "<" + context.Request.Headers[field] + ">");
        });

        Assert.Equal($"<{evil}>", await edge.TextAsync("/x", (field, evil)));
        Assert.Equal($"<{good}>", await edge.TextAsync("/x", (field, good)));
    }

    // By the separator with which the proxy joins the lines: the key is what the origin saw.
    [Theory]
    [InlineData("Cookie", "a=1", "b=2", "; ")]
    [InlineData("User-Agent", "a/1", "b/2", " ")]
    [InlineData("X-Path", "/a", "/b", ", ")]
    [InlineData("Referer", "/a", "/b", ", ")]
    public async Task Field_OfTwoLines_IsTheOneLineThatTheOriginGets(string field, string first, string second, string separator)
    {
        await using var origin = new LaxOrigin(_ => $"HTTP/1.1 200 OK\r\nVary: {field}\r\nCache-Control: max-age=60\r\nContent-Length: 2\r\n\r\nok");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));
        string Get(params string[] lines) => "GET /site/x HTTP/1.1\r\nHost: a\r\n" + string.Concat(lines.Select(l => $"{field}: {l}\r\n")) + "Connection: close\r\n\r\n";

        await edge.RawAsync(Get(first, second));
        await edge.RawAsync(Get(first + "," + second));
        var hit = await edge.RawAsync(Get(first + separator + second));

        Assert.Contains("gateway; hit", hit, StringComparison.Ordinal);
        Assert.Equal(2, origin.Heads.Count);
        Assert.Contains($"\r\n{field}: {first}{separator}{second}\r\n", origin.Heads[0], StringComparison.Ordinal);
    }

    // The edge says it of each client anew; no request shows it.
    [Fact]
    public async Task Vary_ByTheClientsAddress_IsForOneRequestOnly()
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.Vary = "X-Forwarded-For";
            await CacheTest.FreshAsync(context, Interlocked.Increment(ref asked).Text());
        });

        Assert.Equal("1", await edge.TextAsync("/x"));
        Assert.Equal("2", await edge.TextAsync("/x"));
    }

    // Stock nginx with gzip: weak tags for what it compressed, and a 304 by weak comparison with the tag of the file.
    [Theory]
    [InlineData("W/\"a\"")]
    [InlineData("\"a\"")]
    public async Task Coding_OfAnOriginWhoseTagsDoNotTellItApart_GoesToThoseAloneWhoAcceptIt(string gzipTag)
    {
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            var gzip = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal);
            context.Response.Headers.Vary = "Accept-Encoding";
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.ETag = "\"a\"";
            if (context.Request.Headers.IfNoneMatch.ToString().Contains("\"a\"", StringComparison.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            if (gzip)
                (context.Response.Headers.ETag, context.Response.Headers.ContentEncoding) = (gzipTag, "gzip");
            await context.Response.WriteAsync(gzip ? "packed" : "plain");
        });

        Assert.Equal("packed", await edge.TextAsync("/x", ("Accept-Encoding", "gzip")));
        foreach (var accepted in new[] { "identity", "br", "gzip;q=0" })
        {
            using var answer = await edge.GetAsync("/x", ("Accept-Encoding", accepted));
            Assert.Equal("plain", await answer.Content.ReadAsStringAsync());
            Assert.Empty(answer.Content.Headers.ContentEncoding);
        }

        Assert.Equal("packed", await edge.TextAsync("/x", ("Accept-Encoding", "gzip")));
    }

    // RFC 9111 §3.5, §5.2.1.5: what a 200 to them could not be stored for, a 304 or a HEAD does not change.
    [Theory]
    [InlineData("GET", "Authorization", "Basic alice")]
    [InlineData("HEAD", "Authorization", "Basic alice")]
    [InlineData("GET", "Cache-Control", "no-cache, no-store")]
    [InlineData("HEAD", "Cache-Control", "no-cache, no-store")]
    public async Task Update_ThatIsOneClientsOwn_ReachesNobodyElse(string method, string field, string value)
    {
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                var isAlice = context.Request.Headers[field].Count > 0;
                context.Response.Headers.ETag = "\"1\"";
                context.Response.Headers.CacheControl = isAlice ? "max-age=300" : "max-age=1";
                if (isAlice)
                    (context.Response.Headers.SetCookie, context.Response.Headers["X-User"]) = ("session=alice", "alice");
                if (context.Request.Headers.IfNoneMatch == "\"1\"")
                    context.Response.StatusCode = StatusCodes.Status304NotModified;
                else
                    await context.Response.WriteAsync("text");
            },
            services: s => s.AddSingleton<TimeProvider>(_time));
        await edge.TextAsync("/x");
        _time.Advance(TimeSpan.FromSeconds(2));

        using (var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/x", UriKind.Relative)))
        {
            request.Headers.TryAddWithoutValidation(field, value);
            using var own = await edge.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        }

        using var answer = await edge.GetAsync("/x");
        Assert.Equal("text", await answer.Content.ReadAsStringAsync());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.False(answer.Headers.Contains("X-User"));
        Assert.DoesNotContain("gateway; hit", answer.CacheStatus(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manipulation_OfWhatTheCacheHas_IsNotAskedForOnAClientsBehalf()
    {
        var seen = new List<string>();
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            lock (seen)
                seen.Add(string.Create(CultureInfo.InvariantCulture, $"{context.Request.Headers["A-IM"]}|{context.Request.Headers.IfNoneMatch}"));
            context.Response.Headers.Vary = "A-IM";
            context.Response.Headers.ETag = "\"2\"";
            await CacheTest.FreshAsync(context, "whole");
        });
        await edge.TextAsync("/x");

        using var answer = await edge.GetAsync("/x", ("A-IM", "feed"));

        Assert.Equal((HttpStatusCode.OK, "whole"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.DoesNotContain("feed|\"2\"", seen);
    }

    [Fact]
    public async Task Answer_ThatOneRequestAloneForbidsToStore_DoesNotEndCoalescing()
    {
        const int Clients = 30;
        var (asked, go) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref asked) > 1)
                await go.Task;
            await CacheTest.FreshAsync(context, "text");
        });
        await edge.TextAsync("/x", ("Authorization", "Basic alice"));

        var herd = Enumerable.Range(0, Clients).Select(_ => edge.TextAsync("/x")).ToArray();
        await Task.WhenAny(Task.WhenAll(herd), Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System));
        go.SetResult();
        await Task.WhenAll(herd);

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Target_WithAnEncodedSlash_IsAnotherOneThanWithASlash()
    {
        await using var site = await TellingTargetsAsync();
        await using var edge = await BeforeAsync(site);

        await edge.RawAsync("GET http://a/site/a%2Fb HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        var second = await edge.RawAsync("GET /site/a%2Fb HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        var third = await edge.RawAsync("GET /site/a/b?c=%2F HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.EndsWith("/site/a%2Fb\r\n0\r\n\r\n", second, StringComparison.Ordinal);
        Assert.EndsWith("/site/a/b?c=%2F\r\n0\r\n\r\n", third, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/site/a%FFb", "/site/a%FFb")]
    [InlineData("/site/a%3Bb;c", "/site/a%3Bb;c")]
    [InlineData("/site//a%7eb", "/site//a%7eb")]
    [InlineData("/site/a%2541?b=%zz", "/site/a%2541?b=%zz")]
    [InlineData("/site/b/../a%3Bb", "/site/a;b")] // The server's reading: by it the route was chosen.
    [InlineData("/site/b/%2e%2e/%2e%2e/admin%3B", "404")]
    public async Task Target_OfAnOperatorsRoute_ArrivesAsItWasSent(string sent, string arrives)
    {
        await using var site = await TellingTargetsAsync();
        await using var edge = await BeforeAsync(site);

        var answer = await edge.RawAsync($"GET {sent} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        if (arrives is ['/', ..])
            Assert.EndsWith($"\r\n{arrives}\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        else
            Assert.DoesNotContain("200 OK", answer, StringComparison.Ordinal);
    }

    // A site whose content is the target that it was asked for.
    private static Task<FakeOrigin> TellingTargetsAsync() => FakeOrigin.StartAsync(
        context => CacheTest.FreshAsync(context, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget), settings: new() { ["Gateway:Cache:Enabled"] = "false" });

    private static Task<FakeOrigin> BeforeAsync(FakeOrigin site) => FakeOrigin.StartAsync(
        answer: null,
        settings: new()
        {
            ["ReverseProxy:Routes:site:ClusterId"] = "site",
            ["ReverseProxy:Routes:site:Match:Path"] = "/site/{**path}",
            ["ReverseProxy:Clusters:site:Destinations:a:Address"] = site.Client.BaseAddress?.AbsoluteUri,
        });
}
