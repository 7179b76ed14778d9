using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge.Tests;

/// <summary>What passes between a client and the origin, and what does not.</summary>
public sealed class ForwardingTests
{
    // Below the 15 s of a keep-alive ping, which would send on what a missing flush has left lying.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task Forward_ClaimsOfTheClient_DoNotReachTheOrigin()
    {
        var seen = new HeaderDictionary();
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            foreach (var header in context.Request.Headers)
                seen[header.Key] = header.Value;
            return Task.CompletedTask;
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        request.Headers.Host = "evil.example";
        foreach (var name in (string[])["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "X-Real-IP", "X-Hop"])
            request.Headers.TryAddWithoutValidation(name, "evil.example");
        request.Headers.TryAddWithoutValidation("Connection", "X-Hop, Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer abc");
        request.Headers.TryAddWithoutValidation("X-Kept", "yes");

        using var answer = await edge.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain(seen, h => h.Value.ToString().Contains("evil", StringComparison.Ordinal));
        Assert.Equal("127.0.0.1", seen["X-Forwarded-For"]);
        Assert.Equal("yes", seen["X-Kept"]);
        Assert.Equal("Bearer abc", seen["Authorization"]);
    }

    // RFC 9110 §7.6.1. The server puts close, keep-alive or Upgrade in place of a whole field that has it.
    [Theory]
    [InlineData("Connection: X-Hop\r\n")]
    [InlineData("Connection: close, X-Hop\r\n")]
    [InlineData("Connection: X-Hop,close\r\n")]
    [InlineData("Connection: Close\r\nConnection: X-Hop\r\n")]
    [InlineData("Connection: X-Hop\r\nConnection: close\r\n")]
    [InlineData("Connection: keep-alive, X-Hop\r\n")]
    [InlineData("Connection: X-Hop,Keep-Alive\r\n")]
    [InlineData("Connection: Upgrade, X-Hop\r\nUpgrade: h2c\r\n")]
    [InlineData("Connection: keep-alive, close, X-Hop\r\n")]
    public async Task Forward_FieldNamedByConnection_IsForThisHopOnly(string connection)
    {
        var seen = new TaskCompletionSource<(string Hop, string Kept)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            seen.SetResult((context.Request.Headers["X-Hop"].ToString(), context.Request.Headers["X-Kept"].ToString()));
            return Task.CompletedTask;
        });
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Client.BaseAddress!.Host, edge.Client.BaseAddress.Port); // set by StartAsync

        await Send(client, $"GET /x HTTP/1.1\r\nHost: x\r\n{connection}X-Hop: evil\r\nX-Kept: yes\r\n\r\n");

        Assert.Equal(("", "yes"), await seen.Task.WaitAsync(Patience));
    }

    [Theory]
    [InlineData("close", true)]
    [InlineData("X-Hop, close", true)]
    [InlineData("keep-alive", false)]
    [InlineData("keep-alive, X-Hop", false)]
    [InlineData("X-Hop", false)]
    public async Task Connection_AsTheClientWishes_IsKeptOrClosed(string connection, bool closes)
    {
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask);
        using var client = new TcpClient();
        await client.ConnectAsync(edge.Client.BaseAddress!.Host, edge.Client.BaseAddress.Port); // set by StartAsync

        await Send(client, $"GET /x HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\n\r\nGET /y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        using var reader = new StreamReader(client.GetStream());
        var answers = await reader.ReadToEndAsync().WaitAsync(Patience);

        Assert.Equal(closes ? 1 : 2, answers.Split("HTTP/1.1 200").Length - 1);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Forward_Bulk_AnswersWhileTheClientStillSends(HttpProtocols protocols)
    {
        await using var edge = await FakeOrigin.StartAsync(Echo, protocols);
        using var client = new DuplexBody();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/articles") { Content = client, Version = edge.Client.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (protocols == HttpProtocols.Http1)
        {
            await EchoOverHttp1(edge.Client.BaseAddress!); // set by StartAsync
            return;
        }

        var sending = edge.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await client.WriteAsync("one\n");
        using var answer = await sending.WaitAsync(Patience);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("one", await reader.ReadLineAsync().WaitAsync(Patience));
        await client.WriteAsync("two\n");
        Assert.Equal("two", await reader.ReadLineAsync().WaitAsync(Patience));
        client.Complete();
        Assert.Null(await reader.ReadLineAsync().WaitAsync(Patience));
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Forward_OriginBreaksOff_AbortsTheClientsAnswer(HttpProtocols protocols)
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                await read.Task;
                context.Abort();
            },
            protocols);

        using var answer = await edge.Client.GetAsync(new Uri("/x", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        await using var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[4]).AsTask().WaitAsync(Patience);
        read.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadAsync(new byte[1]).AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task Forward_ClientBreaksOff_AbortsTheOriginsRequest()
    {
        var whole = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            try
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                whole.SetResult(true);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // Told by the body, which breaks before the token does.
                whole.SetResult(false);
            }
        });
        using (var client = await Open(edge.Client.BaseAddress!)) // set by StartAsync
        {
            await Send(client, "5\r\nhalf\n\r\n");
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync().WaitAsync(Patience));
        }

        Assert.False(await whole.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task Forward_NoOrigin_IsAProblemThatSaysWhenToTryAgain()
    {
        await using var edge = await FakeOrigin.StartAsync(answer: null);

        using var answer = await edge.Client.GetAsync(new Uri("/x", UriKind.Relative));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Contains("\"status\":503", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forward_OriginDiesBeforeItsAnswer_IsABadGateway()
    {
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        using var answer = await edge.Client.GetAsync(new Uri("/x", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Forward_RouteOfTheOperator_WinsOverTheOrigin()
    {
        await using var edge = await FakeOrigin.StartAsync(
            context => context.Response.WriteAsync("gateway"),
            settings: new()
            {
                ["ReverseProxy:Routes:site:ClusterId"] = "site",
                ["ReverseProxy:Routes:site:Match:Path"] = "/site/{**rest}",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = "http://127.0.0.1:1/",
            });

        Assert.Equal("gateway", await edge.Client.GetStringAsync(new Uri("/elsewhere", UriKind.Relative)));
        using var site = await edge.Client.GetAsync(new Uri("/site/x", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, site.StatusCode);
    }

    [Theory]
    [InlineData("/topics/AC%2FDC.rss?a=%2F", "/topics/AC%2FDC.rss?a=%2F")]
    [InlineData("/topics/%zz", "/topics/%zz")]
    [InlineData("/news/%ff%FE", "/news/%ff%FE")]
    [InlineData("/%5cevil.example/", "/%5cevil.example/")]
    [InlineData("/a/../b", "/a/../b")]
    [InlineData("//evil.example/", "//evil.example/")]
    [InlineData("http://x/topics/AC%2FDC", "/topics/AC%2FDC")]
    public async Task Forward_Target_ReachesTheOriginAsSent(string sent, string expected)
    {
        string? seen = null;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            seen = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
            return Task.CompletedTask;
        });

        Assert.StartsWith("HTTP/1.1 200", await Exchange(edge.Client.BaseAddress!, $"GET {sent} HTTP/1.1\r\nHost: x\r\n"), StringComparison.Ordinal); // set by StartAsync

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task Forward_FieldPastAscii_ReachesTheOriginByteForByte()
    {
        string? seen = null;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            seen = context.Request.Headers.UserAgent;
            return Task.CompletedTask;
        });

        Assert.StartsWith("HTTP/1.1 200", await Exchange(edge.Client.BaseAddress!, "GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: L\u00c3\u00a9ser \u00e9\r\n"), StringComparison.Ordinal); // set by StartAsync

        Assert.Equal("L\u00c3\u00a9ser \u00e9", seen);
    }

    [Fact]
    public async Task Forward_Connect_IsRefusedAndReachesNobody()
    {
        var reached = false;
        await using var edge = await FakeOrigin.StartAsync(_ =>
        {
            reached = true;
            return Task.CompletedTask;
        });

        Assert.StartsWith("HTTP/1.1 405", await Exchange(edge.Client.BaseAddress!, "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n"), StringComparison.Ordinal); // set by StartAsync

        Assert.False(reached);
    }

    [Fact]
    public async Task Forward_NoOriginForABrowser_IsAPage()
    {
        await using var edge = await FakeOrigin.StartAsync(answer: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

        using var answer = await edge.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("<h1>Not ready</h1>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    private static async Task Echo(HttpContext context)
    {
        await context.Response.Body.FlushAsync();
        var buffer = new byte[4_096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
            await context.Response.Body.FlushAsync();
        }
    }

    private static async Task EchoOverHttp1(Uri address)
    {
        using var client = await Open(address);
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        foreach (var word in (string[])["first", "other", "third", "forth", "fifth", "sixth"])
        {
            await Send(client, $"6\r\n{word}\n\r\n");
            while (await reader.ReadLineAsync().WaitAsync(Patience) is { } line && !string.Equals(line, word, StringComparison.Ordinal))
            {
            }
        }

        await Send(client, "0\r\n\r\n");
        while (await reader.ReadLineAsync().WaitAsync(Patience) is { } line && !string.Equals(line, "0", StringComparison.Ordinal))
        {
        }
    }

    private static async Task<TcpClient> Open(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await Send(client, "POST /api/articles HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        return client;
    }

    private static async Task Send(TcpClient client, string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> Exchange(Uri address, string head)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(head + "Connection: close\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }
}
