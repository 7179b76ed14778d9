using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Edge.Caching.Direct;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Edge.Tests.Caching.Direct;

/// <summary>Hits that are answered before the server parses them say what the ordinary way says, and all else goes that way.</summary>
public sealed class DirectHitTests
{
    private const string End = "GET /page HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";

    // Id, whether it is answered directly, message. {g} stands for "GET /page HTTP/1.1\r\nHost: a.example\r\n".
    public static TheoryData<string, bool, string> Rows => new()
    {
        { "plain", true, "{g}\r\n" },
        { "query", true, "GET /page?a=1 HTTP/1.1\r\nHost: a.example\r\n\r\n" },
        { "large", true, "GET /large HTTP/1.1\r\nHost: a.example\r\n\r\n" },
        { "host in capitals, with the port (RFC 9110 §4.2.3)", true, "GET /page HTTP/1.1\r\nhost: A.Example:80\r\n\r\n" },
        { "gzip", true, "{g}Accept-Encoding: gzip\r\n\r\n" },
        { "gzip of a large one", true, "GET /large HTTP/1.1\r\nHost: a.example\r\nAccept-Encoding: br;q=0, gzip\r\n\r\n" },
        { "codings refused (RFC 9110 §12.5.3)", true, "{g}Accept-Encoding: gzip;q=0, identity\r\n\r\n" },
        { "same tag (§13.1.2)", true, "{g}If-None-Match: \"p\"\r\n\r\n" },
        { "same tag, weak", true, "{g}If-None-Match: W/\"p\"\r\n\r\n" },
        { "list of tags", true, "{g}If-None-Match: \"a\", \"p\"\r\n\r\n" },
        { "any tag", true, "{g}If-None-Match: *\r\n\r\n" },
        { "another tag", true, "{g}If-None-Match: \"q\"\r\n\r\n" },
        { "tag of a coding", true, "{g}Accept-Encoding: gzip\r\nIf-None-Match: \"p-gzip3\"\r\n\r\n" },
        { "tag of another coding", true, "{g}If-None-Match: \"p-gzip3\"\r\n\r\n" },
        { "same date (§13.1.3)", true, "GET /dated HTTP/1.1\r\nHost: a.example\r\nIf-Modified-Since: Sun, 22 Nov 2026 12:00:00 GMT\r\n\r\n" },
        { "earlier date", true, "GET /dated HTTP/1.1\r\nHost: a.example\r\nIf-Modified-Since: Sat, 21 Nov 2026 12:00:00 GMT\r\n\r\n" },
        { "no date", true, "GET /dated HTTP/1.1\r\nHost: a.example\r\nIf-Modified-Since: yesterday\r\n\r\n" },
        { "tag over date (§13.2.2)", true, "{g}If-None-Match: \"q\"\r\nIf-Modified-Since: Sun, 22 Nov 2026 12:00:00 GMT\r\n\r\n" },
        { "field of no meaning here, spaces around its value", true, "{g}X-Unknown:   value with spaces   \r\nUser-Agent: wrk\r\n\r\n" },
        { "connection kept", true, "{g}Connection: Keep-Alive\r\n\r\n" },
        { "variant stored (RFC 9111 §4.1)", true, "GET /varies HTTP/1.1\r\nHost: a.example\r\n\r\n" },
        { "variant missing", false, "GET /varies HTTP/1.1\r\nHost: a.example\r\nAccept: text/html\r\n\r\n" },
        { "miss", false, "GET /missing HTTP/1.1\r\nHost: a.example\r\n\r\n" },
        { "other status", false, "GET /redirect HTTP/1.1\r\nHost: a.example\r\n\r\n" },
        { "HEAD", false, "HEAD /page HTTP/1.1\r\nHost: a.example\r\n\r\n" },
        { "range (RFC 9110 §14.2)", false, "{g}Range: bytes=0-9\r\n\r\n" },
        { "range of the tag", false, "{g}Range: bytes=5-\r\nIf-Range: \"p\"\r\n\r\n" },
        { "fresh for a while yet (RFC 9111 §5.2.1.3)", false, "{g}Cache-Control: min-fresh=10\r\n\r\n" },
        { "Pragma", false, "{g}Pragma: x\r\n\r\n" },
        { "cookie", false, "{g}Cookie: a=b\r\n\r\n" },
        { "credentials", false, "{g}Authorization: Basic YTpi\r\n\r\n" },
        { "delta (RFC 3229 §5.1)", false, "{g}A-IM: feed\r\nIf-None-Match: \"p\"\r\n\r\n" },
        { "tag twice", false, "{g}If-None-Match: \"q\"\r\nIf-None-Match: \"p\"\r\n\r\n" },
        { "absolute form (RFC 9112 §3.2.2)", false, "GET http://a.example/page HTTP/1.1\r\nHost: a.example\r\n\r\n" },
        { "content of no length", false, "{g}Content-Length: 0\r\n\r\n" },
        { "content", false, "{g}Content-Length: 3\r\n\r\nabc" },
        { "content in chunks", false, "{g}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" },
        { "upgrade", false, "{g}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n" },
        { "byte past ASCII in a value", false, "{g}X-A: caf\u00e9\r\n\r\n" },
        { "tab in a value", false, "{g}X-A: a\tb\r\n\r\n" },
        { "long line", false, "GET /page?" + new string('a', 2_000) + " HTTP/1.1\r\nHost: a.example\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Answer_ToARequest_IsThatOfTheOrdinaryWay(string id, bool isDirect, string message)
    {
        message = message.Replace("{g}", "GET /page HTTP/1.1\r\nHost: a.example\r\n", StringComparison.Ordinal);
        await using var direct = await DirectEdge.StartAsync();
        await using var ordinary = await DirectEdge.StartAsync(direct: false);
        await direct.FillAsync();
        await ordinary.FillAsync();
        // How many it took to fill them depends on how long their codings took.
        var (seen, hits, ordinaryHits) = (direct.Seen, direct.Edge.Hits(), ordinary.Edge.Hits());

        var answer = await direct.TalkAsync(message + End);

        Assert.Equal(Answers.Normalize(await ordinary.TalkAsync(message + End)), Answers.Normalize(answer));
        Assert.True(isDirect == (direct.Seen - seen == 1), $"{id}: {direct.Seen - seen - 1} reached the server.");
        Assert.Equal(direct.Edge.Hits() - hits, ordinary.Edge.Hits() - ordinaryHits);
    }

    [Theory]
    [InlineData("two hosts (RFC 9112 §3.2)", "GET /page HTTP/1.1\r\nHost: a.example\r\nHost: a.example\r\n\r\n")]
    [InlineData("two ports (RFC 9110 §7.2)", "GET /page HTTP/1.1\r\nHost: a.example:80:80\r\n\r\n")]
    [InlineData("no port behind its colon", "GET /page HTTP/1.1\r\nHost: a.example:\r\nConnection: close\r\n\r\n")]
    [InlineData("no host", "GET /page HTTP/1.1\r\nAccept: */*\r\n\r\n")]
    [InlineData("folded field (§5.2)", "GET /page HTTP/1.1\r\nHost: a.example\r\nX-A: b\r\n c\r\n\r\n")]
    [InlineData("space before colon (§5.1)", "GET /page HTTP/1.1\r\nHost : a.example\r\n\r\n")]
    [InlineData("control character", "GET /page HTTP/1.1\r\nHost: a.example\r\nX-A: a\u0001b\r\nConnection: close\r\n\r\n")]
    [InlineData("null", "GET /page HTTP/1.1\r\nHost: a.example\r\nX-A: a\0b\r\n\r\n")]
    [InlineData("CR inside a value (§2.2)", "GET /page HTTP/1.1\r\nHost: a.example\r\nX-A: a\rb\r\n\r\n")]
    [InlineData("two spaces (§3)", "GET  /page HTTP/1.1\r\nHost: a.example\r\n\r\n")]
    [InlineData("field without a name", "GET /page HTTP/1.1\r\nHost: a.example\r\n: b\r\n\r\n")]
    [InlineData("other version", "GET /page HTTP/1.2\r\nHost: a.example\r\n\r\n")]
    [InlineData("method in small letters", "get /page HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")]
    [InlineData("1.0", "GET /page HTTP/1.0\r\nHost: a.example\r\n\r\n")]
    public async Task Shape_ThatIsNotPlain_IsTheServersToJudge(string id, string message)
    {
        await using var direct = await DirectEdge.StartAsync();
        await using var ordinary = await DirectEdge.StartAsync(direct: false);
        await direct.FillAsync();
        await ordinary.FillAsync();
        var hits = direct.Edge.Hits();

        // A plain request before it: what is remembered of that must not help.
        var plain = DirectEdge.Get("/page");
        var (answer, expected) = (await direct.TalkAsync(plain + message), await ordinary.TalkAsync(plain + message));

        Assert.Equal(Answers.Normalize(expected), Answers.Normalize(answer));
        Assert.True(direct.Edge.Hits() - hits <= 2, id);
    }

    [Theory]
    [InlineData("HTTP/2 (RFC 9113 §3.4)", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("TLS", "\u0016\u0003\u0001\u0002\0\u0001\0")]
    public async Task Protocol_ThatIsAnother_IsTheServersToSpeak(string id, string message)
    {
        await using var direct = await DirectEdge.StartAsync();
        await using var ordinary = await DirectEdge.StartAsync(direct: false);

        var (answer, expected) = (await direct.TalkAsync(message), await ordinary.TalkAsync(message));

        Assert.True(string.Equals(Answers.Normalize(expected), Answers.Normalize(answer), StringComparison.Ordinal), id + ": " + answer);
    }

    [Fact]
    public async Task Listener_OfTls_AnswersNothingInClearText()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var edge = await FakeOrigin.StartAsync(
            c => CacheTest.FreshAsync(c, "x"),
            services: s => s.Configure<KestrelServerOptions>(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate))));
        var addresses = edge.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(a => new Uri(a)).ToList();
        await edge.TextAsync("/x");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, addresses.Single(a => a.Scheme == "https").Port);

        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET /x HTTP/1.1\r\nHost: {edge.Client.BaseAddress!.Authority}\r\n\r\n")); // Set by StartAsync.
        var answer = "";
        try
        {
            answer = await new StreamReader(client.GetStream()).ReadToEndAsync().WaitAsync(CacheTest.Patience);
        }
        catch (IOException)
        {
            // Cut off: no TLS, no answer.
        }

        Assert.DoesNotContain("200", answer, StringComparison.Ordinal);
        Assert.Equal(Uri.UriSchemeHttp, edge.Client.BaseAddress.Scheme);
    }

    [Fact]
    public async Task Listener_OfHttp2Alone_AnswersNothingDirectly()
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(
            c => CacheTest.FreshAsync(c, Interlocked.Increment(ref asked).Text()), Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2);
        var host = edge.Client.BaseAddress!.Authority; // Set by StartAsync.
        await edge.TextAsync("/x");

        var answer = await edge.RawAsync($"GET /x HTTP/1.1\r\nHost: {host}\r\n\r\n");

        Assert.DoesNotContain("200", answer.Split('\r')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Requests_InAnyOrderAndInAnyPieces_AreAnsweredAsByTheServer(int seed)
    {
        await using var direct = await DirectEdge.StartAsync();
        await using var ordinary = await DirectEdge.StartAsync(direct: false);
        await direct.FillAsync();
        await ordinary.FillAsync();
        var random = new Random(seed);
        string[] messages =
        [
            DirectEdge.Get("/page"), DirectEdge.Get("/page"), DirectEdge.Get("/page", "If-None-Match: \"p\""), DirectEdge.Get("/large"), DirectEdge.Get("/page", "Range: bytes=3-9"),
            DirectEdge.Get("/missing"), DirectEdge.Get("/dated"), DirectEdge.Get("/large", "Accept-Encoding: gzip"), DirectEdge.Get("/page", "Cookie: a=b"),
            "PUT /page?a=2 HTTP/1.1\r\nHost: a.example\r\nContent-Length: 38\r\n\r\nGET /page HTTP/1.1\r\nHost: a.example\r\n\r\n",
        ];
        for (var round = 0; round < 12; round++)
        {
            // With a body among them all that follows is the server's: mostly without.
            var most = random.Next(4) == 0 ? messages.Length : messages.Length - 1;
            var whole = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => messages[random.Next(most)])) + End;
            var parts = new List<string>();
            for (var at = 0; at < whole.Length;)
            {
                var length = random.Next(3) == 0 ? random.Next(1, 40) : random.Next(40, 2_000);
                parts.Add(whole[at..Math.Min(whole.Length, at + length)]);
                at += length;
            }

            var answer = await direct.TalkAsync([.. parts]);

            Assert.Equal(Answers.Normalize(await ordinary.TalkAsync([.. parts])), Answers.Normalize(answer));
        }
    }

    [Fact]
    public void Socket_OnThisRuntime_MayChooseWhereItsReadinessIsActedUpon() => Assert.True(WatchingThread.IsThere || !OperatingSystem.IsLinux());

    [Fact]
    public async Task Socket_ThatPrefersIt_GoesOnWhereItsReadinessIsLearned()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var socket = await listener.AcceptSocketAsync();
        foreach (var isWanted in (bool[])[true, false, true])
        {
            WatchingThread.Use(socket, isWanted);
            var where = WhereReadAsync(socket);
            await client.GetStream().WriteAsync(new byte[1]);
            Assert.Equal(isWanted && OperatingSystem.IsLinux(), await where.WaitAsync(CacheTest.Patience));
        }

        static async Task<bool> WhereReadAsync(Socket socket)
        {
            await socket.ReceiveAsync(new byte[1].AsMemory()).ConfigureAwait(false);
            return WatchingThread.IsHere;
        }
    }

    [Fact]
    public async Task Answer_AsTimeGoesBy_TellsItsAge()
    {
        await using var edge = await DirectEdge.StartAsync();
        await edge.FillAsync();
        for (var second = 7; second < 12; second++)
        {
            var answer = await edge.TalkAsync(DirectEdge.Get("/page") + End);

            Assert.Equal(2, answer.Split($"Age: {second}\r\n").Length - 1);
            Assert.Equal(2, answer.Split($"ttl={3600 - second}\r\n").Length - 1);
            edge.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Answer_ThatIsNoLongerFresh_IsNotGiven()
    {
        await using var edge = await DirectEdge.StartAsync();
        await edge.FillAsync();
        edge.Time.Advance(TimeSpan.FromHours(2));

        var answer = await edge.TalkAsync(DirectEdge.Get("/page") + End);

        Assert.Contains("fwd=stale", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_ThatIsBusyForLong_IsSeenByTheServerBeforeItThinksItIdle()
    {
        await using var edge = await DirectEdge.StartAsync();
        await edge.FillAsync();
        using var client = await edge.ConnectAsync();
        var seen = edge.Seen;
        for (var i = 0; i < 10; i++)
        {
            await AskAsync(client);
            edge.Time.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(2, edge.Seen - seen);
    }

    [Fact]
    public async Task Client_ThatTakesItsAnswerTooSlowly_IsCutOff()
    {
        await using var edge = await DirectEdge.StartAsync();
        await edge.FillAsync();
        using var client = await edge.ConnectAsync();
        client.ReceiveBufferSize = 4_096;
        var message = System.Text.Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(DirectEdge.Get("/large"), 40)));
        await client.GetStream().WriteAsync(message);
        var received = 0L;
        var buffer = new byte[65_536];

        // At 240 bytes a second an answer may take 49 minutes; time goes by until the edge has looked at it.
        using var patience = new CancellationTokenSource(CacheTest.Patience);
        try
        {
            for (var looks = 0; !patience.IsCancellationRequested; looks++)
            {
                edge.Time.Advance(TimeSpan.FromHours(1));
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
                if (client.Client.Poll(0, SelectMode.SelectError))
                    break;
                // The edge looks once a second of its own: had this begun to read before, it would have become a quick reader.
                if (looks == 100)
                {
                    for (int read; (read = await client.GetStream().ReadAsync(buffer, patience.Token)) > 0; received += read)
                    {
                    }

                    break;
                }
            }
        }
        catch (IOException)
        {
            // Cut off with what had not been taken yet.
        }

        Assert.False(patience.IsCancellationRequested);
        Assert.True(received < 40L * DirectEdge.LargeLength);
    }

    [Fact]
    public async Task Edge_ThatStops_LetsAnAnswerComeToItsEnd()
    {
        await using var edge = await DirectEdge.StartAsync();
        await edge.FillAsync();
        using var client = await edge.ConnectAsync();
        for (var i = 0; i < 20; i++)
            await client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(DirectEdge.Get("/large")));
        var buffer = new byte[65_536];
        long received = await client.GetStream().ReadAsync(buffer);

        var stopping = edge.Edge.StopAsync();
        for (int read; (read = await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(CacheTest.Patience)) > 0; received += read)
        {
        }

        await stopping.WaitAsync(CacheTest.Patience);
        var one = (await OneAsync()).Length;
        Assert.True(received >= one, "Not even one came whole.");
        // The server may have answered the last one itself, and said that it was the last.
        Assert.Contains(received % one, (long[])[0, "Connection: close\r\n".Length]);

        async Task<string> OneAsync()
        {
            await using var other = await DirectEdge.StartAsync();
            await other.FillAsync();
            return (await other.TalkAsync(DirectEdge.Get("/large") + DirectEdge.Get("/missing", "Connection: close"))).Split("HTTP/1.1 404")[0];
        }
    }

    private static async Task AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(DirectEdge.Get("/page", "If-None-Match: \"p\"")));
        var buffer = new byte[4_096];
        Assert.True(await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(CacheTest.Patience) > 0);
    }
}
