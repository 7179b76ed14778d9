using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge.Tests.Caching;

/// <summary>What attackers do to shared caches (issue 3, "Attacks"), a row or a test each.</summary>
public sealed class AttackTests
{
    [Theory]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-Prefix")]
    [InlineData("X-Forwarded-Scheme")]
    [InlineData("X-Forwarded-Server")]
    [InlineData("Forwarded")]
    [InlineData("X-Original-URL")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("X-Host")]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-Forwarded")]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Forwarded-By")]
    [InlineData("X-Forwarded-Anything")]
    [InlineData("X-Original-Host")]
    [InlineData("X-Original-Anything")]
    [InlineData("X-Rewrite-Anything")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Client-IP")]
    [InlineData("True-Client-IP")]
    [InlineData("CF-Connecting-IP")]
    [InlineData("X-HTTP-Method")]
    [InlineData("X-HTTP-Host-Override")]
    [InlineData("X-HTTP-DestinationURL")]
    [InlineData("X-Envoy-Original-Path")]
    [InlineData("X-Arr-SSL")]
    [InlineData("Proxy")]
    [InlineData("X_Forwarded_Host")]
    [InlineData("X_Original_URL")]
    [InlineData("X-Forwarded_Host")]
    [InlineData("Accept_Language")]
    [InlineData("User_Agent")]
    [InlineData("Content_Length")]
    [InlineData("Gateway-Tags")]
    [InlineData("Gateway-Edge")]
    public async Task Poison_ByFieldOutsideTheKey_DoesNotReachTheOrigin(string field)
    {
        var seen = "";
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            seen += context.Request.Headers[field];
            await CacheTest.FreshAsync(context, "<" + context.Request.Headers[field] + ">");
        });

        await edge.TextAsync("/x", (field, "evil.example"));

        Assert.DoesNotContain("evil", await edge.TextAsync("/x"), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", seen, StringComparison.Ordinal);
    }

    // What is not stored itself may alter what is: a 200 to HEAD (RFC 9111 §4.3.5), an answer to POST (§4, Content-Location).
    [Theory]
    [InlineData("HEAD", "")]
    [InlineData("HEAD", "no-store")]
    [InlineData("GET", "no-store")]
    [InlineData("POST", "")]
    public async Task Poison_ByAnotherMethod_DoesNotReachWhatIsStored(string method, string cacheControl)
    {
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.Link = $"<http://{context.Request.Headers["X-Original-Host"]}good.example/>";
            context.Response.Headers.ETag = "\"1\"";
            context.Response.Headers["Content-Location"] = "/x";
            await CacheTest.FreshAsync(context, HttpMethods.IsHead(context.Request.Method) ? "" : "text");
        });
        await edge.TextAsync("/x");

        using (var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/x", UriKind.Relative)))
        {
            request.Headers.TryAddWithoutValidation("X-Original-Host", "evil.");
            if (cacheControl.Length > 0)
                request.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);
            (await edge.Client.SendAsync(request, TestContext.Current.CancellationToken)).Dispose();
        }

        using var answer = await edge.GetAsync("/x");
        Assert.DoesNotContain("evil", string.Join(',', answer.Headers.GetValues("Link")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poison_ByHostOfAnotherSite_StaysWithThatHost()
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, Interlocked.Increment(ref asked).Text()));

        Assert.Equal("1", Body(await edge.RawAsync("GET /x HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")));
        Assert.Equal("2", Body(await edge.RawAsync("GET /x HTTP/1.1\r\nHost: good.example\r\nConnection: close\r\n\r\n")));
        Assert.Equal("2", Body(await edge.RawAsync("GET /x HTTP/1.1\r\nHost: GOOD.example:80\r\nConnection: close\r\n\r\n")));
        Assert.Equal("2", Body(await edge.RawAsync("GET http://good.example/x HTTP/1.1\r\nHost: good.example\r\nConnection: close\r\n\r\n")));
    }

    // The port of the scheme and the case of a name are in no key: what an origin builds from them would go to those who ask without.
    [Fact]
    public async Task Poison_BySpellingOfTheHost_DoesNotReachTheOrigin()
    {
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        await edge.RawAsync("GET /site/x HTTP/1.1\r\nHost: GOOD.example:80\r\nConnection: close\r\n\r\n");
        await edge.RawAsync("POST /site/x HTTP/1.1\r\nHost: GOOD.example:80\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.Equal(2, origin.Heads.Count);
        Assert.All(origin.Heads, h => Assert.Contains("X-Forwarded-Host: good.example\r\n", h, StringComparison.Ordinal));
    }

    // What goes past the cache changes nothing in it, but a reader's request is none to steer an origin with all the same.
    [Theory]
    [InlineData("GET", "If-Match: \"a\"")]
    [InlineData("HEAD", "If-Match: \"a\"")]
    [InlineData("GET", "Content-Length: 0\r\nExpect: x")]
    public async Task Steering_PastTheCache_DoesNotReachTheOrigin(string method, string field)
    {
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        await edge.RawAsync($"{method} /site/x HTTP/1.1\r\nHost: a\r\n{field}\r\nX-Original-URL: /evil\r\nX-HTTP-Method-Override: evil\r\nX_Host: evil\r\nX-Kept: 1\r\nConnection: close\r\n\r\n");

        var head = Assert.Single(origin.Heads);
        Assert.Contains("X-Kept: 1\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two hosts", "GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("no host", "GET /x HTTP/1.1\r\nConnection: close\r\n\r\n")]
    [InlineData("another authority", "GET http://evil.example/x HTTP/1.1\r\nHost: good.example\r\n\r\n")]
    [InlineData("two lengths", "GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("folded field", "GET /x HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n")]
    [InlineData("space before colon", "GET /x HTTP/1.1\r\nHost : a\r\n\r\n")]
    [InlineData("unknown coding", "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("null in field", "GET /x HTTP/1.1\r\nHost: a\r\nX-A: b\0c\r\n\r\n")]
    public async Task Smuggling_Shape_IsRefused(string what, string message)
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            return CacheTest.FreshAsync(context, "x");
        });

        var answer = await edge.RawAsync(message);

        Assert.True(answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 501", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.Equal(0, asked);
    }

    [Theory]
    [InlineData("/a/b", "/a%2Fb")]
    [InlineData("/a/b", "/a//b")]
    [InlineData("/a/b", "/a/b;x=1")]
    [InlineData("/a/b", "/a/./b")]
    [InlineData("/a/b", "/a/c/../b")]
    [InlineData("/a/b", "/a/b/")]
    [InlineData("/a/b", "/A/b")]
    [InlineData("/a/b", "/a/%62")]
    [InlineData("/a/b", "/a/b?")]
    [InlineData("/a?x=1&y=2", "/a?y=2&x=1")]
    [InlineData("/a%2fb", "/a%2Fb")]
    public async Task Normalisation_OfTargets_IsLeftToTheOrigin(string one, string other)
    {
        await using var edge = await FakeOrigin.StartAsync(context =>
            CacheTest.FreshAsync(context, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget));

        foreach (var target in (string[])[one, other, one, other])
            Assert.Equal(target, Body(await edge.RawAsync($"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")));
    }

    [Fact]
    public async Task FatGet_DoesNotAnswerOthers()
    {
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await CacheTest.FreshAsync(context, "<" + await reader.ReadToEndAsync() + ">");
        });

        Assert.Equal("<evil>", Body(await edge.RawAsync("GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nevil")));
        Assert.Equal("<>", Body(await edge.RawAsync("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")));
    }

    // RFC 9113 §8.1: no field tells of it.
    [Fact]
    public async Task FatGet_OverHttp2WithoutALength_DoesNotAnswerOthers()
    {
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                await CacheTest.FreshAsync(context, "<" + await reader.ReadToEndAsync() + ">");
            },
            HttpProtocols.Http2);
        using var body = new DuplexBody();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/x", UriKind.Relative)) { Content = body, Version = edge.Client.DefaultRequestVersion, VersionPolicy = edge.Client.DefaultVersionPolicy };

        var sending = edge.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await body.WriteAsync("evil");
        body.Complete();
        using var fat = await sending.WaitAsync(CacheTest.Patience, TestContext.Current.CancellationToken);

        Assert.Equal("<evil>", await fat.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("<>", await edge.TextAsync("/x"));
    }

    [Theory]
    [InlineData("Cache-Control", "private, max-age=60")]
    [InlineData("Cache-Control", "no-store")]
    [InlineData("Vary", "*")]
    public async Task Deception_ByASuffix_StoresWhatItsFieldsAllow(string field, string value)
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers[field] = value;
            return context.Response.WriteAsync(Interlocked.Increment(ref asked).Text());
        });

        Assert.Equal("1", await edge.TextAsync("/account/a.css"));
        Assert.Equal("2", await edge.TextAsync("/account/a.css"));
    }

    [Theory]
    [InlineData("Range", "bytes=0-0", 206)]
    [InlineData("A-IM", "feed", 226)]
    public async Task Partial_AnswerOfTheOrigin_IsNeverGivenAsTheWhole(string field, string value, int status)
    {
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.ETag = "\"a\"";
            if (context.Request.Headers[field].Count > 0)
            {
                context.Response.StatusCode = status;
                if (status == 206)
                    context.Response.Headers.ContentRange = "bytes 0-0/5";
                await context.Response.WriteAsync("w");
                return;
            }

            await context.Response.WriteAsync("whole");
        });

        await edge.TextAsync("/x", (field, value), ("If-None-Match", "\"old\""));

        Assert.Equal("whole", await edge.TextAsync("/x"));
    }

    [Fact]
    public async Task Authorization_AnswerToOne_IsNotGivenToAnother()
    {
        await using var edge = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, "<" + context.Request.Headers.Authorization + ">"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => edge.TextAsync("/x", ("Authorization", "Bearer " + i.Text()))));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"<Bearer {i.Text()}>"), answers);
        Assert.Equal("<>", await edge.TextAsync("/x"));
    }

    [Fact]
    public async Task InternalFields_OfTheOrigin_ReachNoClient()
    {
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            foreach (var name in (string[])["Gateway-Tags", "Gateway-Revision", "Gateway-Source", "Gateway-Else"])
                context.Response.Headers[name] = "1";
            return CacheTest.FreshAsync(context, "x");
        });

        for (var i = 0; i < 3; i++)
        {
            using var answer = await edge.GetAsync("/x");
            Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase));
        }

        using var other = await edge.Client.DeleteAsync(new Uri("/x", UriKind.Relative));
        Assert.DoesNotContain(other.Headers, h => h.Key.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Headers_TooLarge_AreRefusedBeforeTheCache()
    {
        await using var edge = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, "x"));

        Assert.StartsWith("HTTP/1.1 431", await edge.RawAsync($"GET /x HTTP/1.1\r\nHost: a\r\nX-A: {new string('a', 40_000)}\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resets_ManyOverHttp2_LeaveTheOthersAnswersWhole()
    {
        var (asked, go) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                Interlocked.Increment(ref asked);
                await go.Task;
                await CacheTest.FreshAsync(context, "whole");
            },
            HttpProtocols.Http2);

        var reset = Enumerable.Range(0, 200).Select(async _ =>
        {
            using var gone = new CancellationTokenSource();
            var request = edge.Client.GetAsync(new Uri("/x", UriKind.Relative), gone.Token);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        });
        await Task.WhenAll(reset);
        go.SetResult();

        Assert.Equal("whole", await edge.TextAsync("/x"));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Variants_AThousandOfOneAddress_LeaveTheStoreInItsBounds()
    {
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.Vary = "Accept";
            await CacheTest.FreshAsync(context, context.Request.Headers.Accept.ToString());
        });

        for (var i = 0; i < 1_000; i++)
            Assert.Equal("text/x" + i.Text(), await edge.TextAsync("/x", ("Accept", "text/x" + i.Text())));

        var cache = (Edge.Caching.SharedCache)edge.Services.GetService(typeof(Edge.Caching.SharedCache))!; // Registered by the edge.
        Assert.Equal(1, cache.Store.Statistics.Entries);
        Assert.InRange(cache.Store.Statistics.VariantEvictions, 960, 999);
    }

    [Fact]
    public async Task SlowClient_OfAHit_HoldsUpNobody()
    {
        await using var edge = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, new string('x', 4 << 20)));
        await edge.TextAsync("/x");

        using var slow = new TcpClient { ReceiveBufferSize = 1_024 };
        await slow.ConnectAsync("127.0.0.1", edge.Client.BaseAddress!.Port); // Set by StartAsync.
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /x HTTP/1.1\r\nHost: " + edge.Client.BaseAddress.Authority + "\r\n\r\n"));

        Assert.Equal(4 << 20, (await edge.TextAsync("/x")).Length);
    }

    [Fact]
    public async Task SlowClient_WhoseAnswerIsReplacedMeanwhile_GetsTheOldOneWhole()
    {
        const int Length = 8 << 20;
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(context => HttpMethods.IsPost(context.Request.Method)
            ? Task.CompletedTask
            : CacheTest.FreshAsync(context, new string((char)('a' + Interlocked.Increment(ref asked) - 1), Length)));
        await edge.TextAsync("/x");

        using var slow = new TcpClient { ReceiveBufferSize = 1_024 };
        await slow.ConnectAsync("127.0.0.1", edge.Client.BaseAddress!.Port, TestContext.Current.CancellationToken); // Set by StartAsync.
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /x HTTP/1.1\r\nHost: " + edge.Client.BaseAddress.Authority + "\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        var head = new byte[64];
        await slow.GetStream().ReadExactlyAsync(head, TestContext.Current.CancellationToken);

        // An unsafe method makes it invalid (RFC 9111 §4.4), and another takes its place.
        using (var post = await edge.Client.PostAsync(new Uri("/x", UriKind.Relative), null, TestContext.Current.CancellationToken))
            Assert.True(post.IsSuccessStatusCode);
        var next = await edge.TextAsync("/x");

        using var reader = new StreamReader(slow.GetStream(), Encoding.Latin1);
        var rest = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(CacheTest.Patience, TestContext.Current.CancellationToken)).Split("\r\n\r\n")[1];
        Assert.Equal((Length, Length), (rest.Length, next.Length));
        Assert.Equal(-1, rest.AsSpan().IndexOfAnyExcept('a'));
        Assert.Equal(-1, next.AsSpan().IndexOfAnyExcept('b'));
    }

    private static string Body(string answer)
    {
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        var body = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        // Of one chunk at most.
        return answer.Contains("chunked", StringComparison.Ordinal) ? body.Split("\r\n") is [_, var only, ..] && only.Length > 0 ? only : "" : body;
    }
}
