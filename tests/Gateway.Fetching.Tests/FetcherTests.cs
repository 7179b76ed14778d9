using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using Gateway.Fetching.Guard;

namespace Gateway.Fetching.Tests;

public sealed class FetcherTests : IDisposable
{
    private static readonly byte[] Feed = Encoding.UTF8.GetBytes("<rss><channel><title>T</title></channel></rss>");

    private readonly ScriptedServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Fetch_OfAFeed_IsItsBytesAndWhatIsSaidOfThem()
    {
        _server.Answer("/f", $"HTTP/1.1 200 OK\nContent-Type: Application/RSS+xml; charset=\"UTF-8\"\nETag: W/\"a\"\nLast-Modified: Sun, 22 Nov 2026 12:00:00 GMT\nCache-Control: max-age=60\nContent-Length: {Feed.Length}", Feed);

        var result = await FetchAsync("/f");

        Assert.Equal(FetchOutcome.Fetched, result.Outcome);
        Assert.Equal(Feed, result.Content.ToArray());
        Assert.Equal(("application/rss+xml", "UTF-8", "W/\"a\"", "Sun, 22 Nov 2026 12:00:00 GMT", "max-age=60"), (result.MediaType, result.Charset, result.ETag, result.LastModified, result.CacheControl));
    }

    [Fact]
    public async Task Fetch_OfWhatIsKnown_AsksWhetherItIsStillSo()
    {
        _server.Answer("/f", "HTTP/1.1 304 Not Modified\nETag: \"b\"");

        var result = await FetchAsync(new FetchRequest(_server.At("/f"), "\"b\"", "Sun, 22 Nov 2026 12:00:00 GMT"));

        Assert.Equal((FetchOutcome.NotModified, "\"b\""), (result.Outcome, result.ETag));
        var request = Assert.Single(_server.Requests);
        Assert.Contains("\nIf-None-Match: \"b\"\n", request, StringComparison.Ordinal);
        Assert.Contains("\nIf-Modified-Since: Sun, 22 Nov 2026 12:00:00 GMT\n", request, StringComparison.Ordinal);
        Assert.Contains("\nUser-Agent: Gateway/1.0\n", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("gzip, br")]
    public async Task Fetch_OfCodedContent_IsTheContent(string coding)
    {
        var coded = coding.Split(", ").Aggregate(Feed, Code);
        _server.Answer("/f", $"HTTP/1.1 200 OK\nContent-Encoding: {coding}\nContent-Length: {coded.Length}", coded);

        Assert.Equal(Feed, (await FetchAsync("/f")).Content.ToArray());
    }

    // Statuses of redirects one after the other; how many of them count for good.
    [Theory]
    [InlineData("301", 1)]
    [InlineData("308 301", 2)]
    [InlineData("301 302 301", 1)]
    [InlineData("302 301", 0)]
    [InlineData("307", 0)]
    public async Task Fetch_ThatIsRedirected_TellsWhereToAskFromNowOn(string statuses, int forGood)
    {
        var steps = statuses.Split(' ');
        for (var i = 0; i < steps.Length; i++)
            _server.Answer($"/{i}", $"HTTP/1.1 {steps[i]} Moved\nLocation: {i + 1}\nContent-Length: 0");
        _server.Answer($"/{steps.Length}", $"HTTP/1.1 200 OK\nContent-Length: {Feed.Length}", Feed);

        var result = await FetchAsync("/0");

        Assert.Equal((FetchOutcome.Fetched, _server.At($"/{steps.Length}"), _server.At($"/{forGood}")), (result.Outcome, result.Address, result.PermanentAddress));
    }

    [Fact]
    public async Task Fetch_ThatIsRedirectedInACircle_Ends()
    {
        _server.Answer("/a", "HTTP/1.1 301 Moved\nLocation: /b\nContent-Length: 0");
        _server.Answer("/b", "HTTP/1.1 301 Moved\nLocation: /a\nContent-Length: 0");

        Assert.Equal(FetchOutcome.TooMuch, (await FetchAsync("/a")).Outcome);
        Assert.Equal(6, _server.Requests.Count);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/")]
    [InlineData("http://user:password@example.com/")]
    public async Task Fetch_ThatIsRedirectedInwards_IsForbidden(string location)
    {
        _server.Answer("/f", $"HTTP/1.1 302 Found\nLocation: {location}\nContent-Length: 0");

        Assert.Equal(FetchOutcome.Forbidden, (await FetchAsync("/f")).Outcome);
    }

    [Theory]
    [InlineData("HTTP/1.1 410 Gone\nContent-Length: 0", FetchOutcome.Gone, null)]
    [InlineData("HTTP/1.1 503 Busy\nRetry-After: 120\nContent-Length: 0", FetchOutcome.Refused, 120)]
    [InlineData("HTTP/1.1 429 Slowly\nRetry-After: Mon, 01 Jan 1990 00:00:00 GMT\nContent-Length: 0", FetchOutcome.Refused, null)]
    [InlineData("HTTP/1.1 206 Partial\nContent-Length: 0", FetchOutcome.Refused, null)]
    [InlineData("HTTP/1.1 301 Moved\nContent-Length: 0", FetchOutcome.Refused, null)]
    [InlineData("SSH-2.0-OpenSSH", FetchOutcome.Failed, null)]
    [InlineData("HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 0", FetchOutcome.Fetched, null)]
    [InlineData("HTTP/1.1 200 OK\nContent-Encoding: pack200\nContent-Length: 0", FetchOutcome.Failed, null)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 9999999999", FetchOutcome.TooMuch, null)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 99", FetchOutcome.Failed, null)]
    public async Task Fetch_OfAnythingElse_IsWhatCameOfIt(string head, FetchOutcome outcome, int? retryAfter)
    {
        _server.Answer("/f", head);

        var result = await FetchAsync("/f");

        Assert.Equal((outcome, retryAfter), (result.Outcome, (int?)result.RetryAfter?.TotalSeconds));
        Assert.Equal(outcome == FetchOutcome.Fetched, result.Problem is null);
    }

    [Fact]
    public async Task Fetch_OfContentThatIsNotCodedAsItSays_Fails()
    {
        _server.Answer("/f", $"HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {Feed.Length}", Feed);

        Assert.Equal(FetchOutcome.Failed, (await FetchAsync("/f")).Outcome);
    }

    [Fact]
    public async Task Fetch_OfContentWithoutEnd_EndsAtTheLimit()
    {
        _server.Answer("/f", async (stream, end) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), end);
            while (true)
                await stream.WriteAsync(Encoding.Latin1.GetBytes($"1000\r\n{new string('x', 4_096)}\r\n"), end);
        });

        Assert.Equal(FetchOutcome.TooMuch, (await FetchAsync("/f", new FetchOptions { MaxBytes = 100_000 })).Outcome);
    }

    [Fact]
    public async Task Fetch_OfABomb_EndsAtTheLimit()
    {
        // Less than half a megabyte that becomes three hundred.
        var bomb = Code(new byte[300_000_000], "gzip");
        Assert.True(bomb.Length < 500_000);
        _server.Answer("/f", $"HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: {bomb.Length}", bomb);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var result = await FetchAsync("/f");

        Assert.Equal(FetchOutcome.TooMuch, result.Outcome);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100_000_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx")]
    public async Task Fetch_OfWhatStalls_EndsInTime(string sent)
    {
        _server.Answer("/f", async (stream, end) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(sent), end);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        });

        var clock = Stopwatch.StartNew();
        var result = await FetchAsync("/f", new FetchOptions { Timeout = TimeSpan.FromSeconds(1) });

        Assert.Equal(FetchOutcome.TooMuch, result.Outcome);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.9, 20);
    }

    [Fact]
    public async Task Fetch_OfWhatTrickles_EndsInTime()
    {
        _server.Answer("/f", async (stream, end) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray(), end);
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), end);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, end);
            }
        });

        Assert.Equal(FetchOutcome.TooMuch, (await FetchAsync("/f", new FetchOptions { Timeout = TimeSpan.FromSeconds(1) })).Outcome);
    }

    [Fact]
    public async Task Fetch_ThatIsCalledOff_Throws()
    {
        using var callOff = new CancellationTokenSource();
        _server.Answer("/f", async (_, end) =>
        {
            await callOff.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        });

        using var fetcher = Fetcher();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetcher.FetchAsync(new FetchRequest(_server.At("/f")), callOff.Token));
    }

    private Task<FetchResult> FetchAsync(string path, FetchOptions? options = null) => FetchAsync(new FetchRequest(_server.At(path)), options);

    private static async Task<FetchResult> FetchAsync(FetchRequest request, FetchOptions? options = null)
    {
        using var fetcher = Fetcher(options);
        return await fetcher.FetchAsync(request, CancellationToken.None);
    }

    private static Fetcher Fetcher(FetchOptions? options = null) =>
        new(options ?? new FetchOptions(), new GuardOptions { AllowedRanges = [IPNetwork.Parse("127.0.0.0/8")] }, TimeProvider.System);

    private static byte[] Code(byte[] content, string coding)
    {
        using var coded = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(coded, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(coded, CompressionLevel.Fastest, leaveOpen: true),
        })
            stream.Write(content);
        return coded.ToArray();
    }
}
