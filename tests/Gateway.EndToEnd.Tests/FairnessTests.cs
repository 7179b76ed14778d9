using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.EndToEnd.Tests.Floods;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>
/// However much some clients ask for, others get their answers: hits are answered on the threads that watch everybody's
/// sockets, which nobody may keep for long.
/// </summary>
public sealed class FairnessTests : IDisposable
{
    private const string Hit = "GET /news/hot HTTP/1.1\r\nHost: a.example\r\n\r\n";

    // Beside dozens of busy threads on few processors an answer takes some tens of milliseconds, and seconds where a slow
    // machine does other work as well (3.5 s were seen); from a server that one connection can keep for itself none comes at all.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(8);

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("hits, long")]
    [InlineData("all")]
    public Task Clients_BesideAFlood_AreAnsweredSoon(string kind) => BesideAsync(kind);

    // Each by itself says which of them it is where all together are too much.
    [Theory(Explicit = true)]
    [InlineData("hits, short")]
    [InlineData("misses")]
    [InlineData("slow readers")]
    [InlineData("bulk publishing")]
    [InlineData("HTTP/2 over TLS")]
    public Task Clients_BesideAFloodOfOneKind_AreAnsweredSoon(string kind) => BesideAsync(kind);

    private async Task BesideAsync(string kind)
    {
        await using var gateway = await StartAsync();
        var (plain, secure) = (gateway.Addresses.Single(a => a.Scheme == "http"), gateway.Addresses.Single(a => a.Scheme == "https"));
        using (var fill = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "news/hot") { Headers = { Host = "a.example" } }))
            Assert.Equal(HttpStatusCode.OK, fill.StatusCode);
        Probe.Slowest(plain, ["/news/hot.md?before", "/news/hot.txt?before", "/news/hot.json?before"], "HTTP/1.1 200 OK\r\n");
        using var flood = new Flood(plain);
        using var streams = Streams();
        var (flooding, all) = (Task.CompletedTask, kind is "all");
        if (all || kind is "hits, short")
            flood.Pipeline(4, Hit.Replace("\r\n\r\n", "\r\nIf-None-Match: *\r\n\r\n", StringComparison.Ordinal));
        if (all || kind is "hits, long")
            flood.Pipeline(4, "GET /latest.rss HTTP/1.1\r\nHost: a.example\r\n\r\n");
        if (all || kind is "misses")
            flood.PipelineDistinct(4, "GET /news/hot.json?{n} HTTP/1.1\r\nHost: a.example\r\n\r\n");
        if (all || kind is "slow readers")
            flood.TakeSlowly(16, "GET /latest.rss HTTP/1.1\r\nHost: a.example\r\n\r\n");
        if (all || kind is "bulk publishing")
            flood.Send(Bulk(gateway));
        if (all || kind is "HTTP/2 over TLS")
            flooding = Task.WhenAll(Enumerable.Range(0, 64).Select(i => AskAgainAndAgain(streams, new Uri(secure, i % 2 == 0 ? "news/hot" : "latest.json"), flood.Ending)));
        if (kind is not ("HTTP/2 over TLS" or "slow readers"))
            flood.WaitUntilAnswered();

        var slowest = await Task.Factory.StartNew(() => Measure(plain), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.True(slowest.Hit < Bound && slowest.Miss < Bound && slowest.NewConnection < Bound, $"{kind}: {slowest}");
        flood.End();
        await flooding;
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {slowest}");
    }

    private static (TimeSpan Hit, TimeSpan Miss, TimeSpan NewConnection) Measure(Uri address)
    {
        var hit = Probe.SlowestKept(address, TimeSpan.FromSeconds(4), Hit, "HTTP/1.1 200 OK\r\n");
        var miss = Probe.Slowest(address, Enumerable.Range(0, 20).Select(i => string.Create(CultureInfo.InvariantCulture, $"/news/hot.md?probe={i}")), "HTTP/1.1 200 OK\r\n");
        return (hit, miss, Probe.Slowest(address, Enumerable.Repeat("/news/hot", 20), "HTTP/1.1 200 OK\r\n"));
    }

    private async Task<GatewayProcess> StartAsync()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await File.WriteAllBytesAsync(_data.File("edge.pfx"), certificate.Export(X509ContentType.Pfx, "for this test"));
        var gateway = await GatewayProcess.StartAsync(
            _data,
            "--Kestrel:Endpoints:Plain:Url=http://127.0.0.1:0",
            "--Kestrel:Endpoints:Secure:Url=https://127.0.0.1:0",
            "--Kestrel:Certificates:Default:Path=" + _data.File("edge.pfx"),
            "--Kestrel:Certificates:Default:Password=for this test");
        var body = string.Concat(Enumerable.Repeat("Words that make a feed long. ", 400));
        foreach (var slug in Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"long-{i}")).Append("hot"))
        {
            using var published = await gateway.Publisher.PutAsync("api/articles/" + slug, Records.Content(Records.Json(slug).Replace("A *body*", slug is "hot" ? "Words" : body, StringComparison.Ordinal)));
            Assert.Equal(HttpStatusCode.Created, published.StatusCode);
        }

        // The flood comes from machines of its own, so to say: where it shared the processors evenly, the server would find
        // nothing to read now and then, and others their turn.
        var tasks = Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{gateway.ProcessId}/task"));
        using var renice = Process.Start(new ProcessStartInfo("renice", ["-n", "10", .. tasks.Select(t => Path.GetFileName(t))]) { RedirectStandardOutput = true, UseShellExecute = false });
        Assert.NotNull(renice);
        await renice.StandardOutput.ReadToEndAsync();
        await renice.WaitForExitAsync();
        Assert.Equal(0, renice.ExitCode);
        return gateway;
    }

    private static HttpClient Streams() => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = GatewayProcess.Patience,
    };

    private static async Task AskAgainAndAgain(HttpClient client, Uri address, CancellationToken ending)
    {
        try
        {
            while (!ending.IsCancellationRequested)
            {
                using var answer = await client.GetAsync(address, ending);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // As long as the flood lasts.
        }
    }

    private static IEnumerable<string> Bulk(GatewayProcess gateway)
    {
        yield return "POST /api/articles HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
            + $"Authorization: {gateway.Publisher.DefaultRequestHeaders.Authorization}\r\n\r\n";
        for (var i = 0; ; i++)
        {
            var line = Records.Json(string.Create(CultureInfo.InvariantCulture, $"bulk-{i}"), topic: string.Create(CultureInfo.InvariantCulture, $"t{i % 50}")) + "\n";
            yield return string.Create(CultureInfo.InvariantCulture, $"{line.Length:x}\r\n{line}\r\n");
        }
    }
}
