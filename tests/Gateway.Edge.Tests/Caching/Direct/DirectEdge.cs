using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Caching.Direct;

/// <summary>An edge that counts what reaches its server, before an origin with a few documents that are fresh for an hour.</summary>
internal sealed class DirectEdge : IAsyncDisposable
{
    public const int LargeLength = 700_000;

    private readonly FakeOrigin _edge;
    private int _seen;

    private DirectEdge(FakeOrigin edge) => _edge = edge;

    public required FakeTimeProvider Time { get; init; }

    /// <summary>Requests that its server had.</summary>
    public int Seen => Volatile.Read(ref _seen);

    public FakeOrigin Edge => _edge;

    /// <param name="direct">Whether hits are answered directly.</param>
    /// <param name="late">How it ends; null for the default.</param>
    public static async Task<DirectEdge> StartAsync(bool direct = true, LateRequests? late = null)
    {
        DirectEdge? started = null;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var edge = await FakeOrigin.StartAsync(
            c => AnswerAsync(c, time),
            services: s => s.AddSingleton(late ?? new LateRequests()).AddSingleton<TimeProvider>(time).AddSingleton<IStartupFilter>(new Counter(() => Interlocked.Increment(ref started!._seen))), // Set below, before any request.
            listening: new EdgeOptions { DirectHits = direct });
        started = new DirectEdge(edge) { Time = time };
        return started;
    }

    /// <summary>Stores each document, in gzip too where it has that.</summary>
    public async Task FillAsync()
    {
        foreach (var path in (string[])["/page", "/page?a=1", "/large", "/dated", "/varies", "/redirect"])
        {
            for (var i = 0; i < 200; i++)
            {
                var answer = await TalkAsync(Get(path, "Accept-Encoding: gzip", "Connection: close"));
                if (path is not ("/page" or "/large") || answer.Contains("Content-Encoding: gzip", StringComparison.OrdinalIgnoreCase))
                    break;
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
        }

        Time.Advance(TimeSpan.FromSeconds(7));
    }

    public static string Get(string path, params string[] fields) =>
        $"GET {path} HTTP/1.1\r\nHost: a.example\r\n{string.Concat(fields.Select(f => f + "\r\n"))}\r\n";

    /// <summary>Writes each part by itself, and reads until the edge closes.</summary>
    public async Task<string> TalkAsync(params string[] parts)
    {
        using var client = await ConnectAsync();
        var reading = new StreamReader(client.GetStream(), Encoding.Latin1).ReadToEndAsync();
        foreach (var part in parts)
        {
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(part));
            await Task.Yield();
        }

        return await reading.WaitAsync(CacheTest.Patience);
    }

    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient { NoDelay = true };
        var address = _edge.Client.BaseAddress!; // Set by StartAsync.
        await client.ConnectAsync(address.Host, address.Port);
        return client;
    }

    public ValueTask DisposeAsync() => _edge.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, FakeTimeProvider time)
    {
        // An origin that answers before it has read a request has the connection closed behind its answer, at times.
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        var headers = context.Response.Headers;
        // The large one for as long as a slow client may take for it.
        headers.CacheControl = context.Request.Path == "/large" ? "public, max-age=31536000" : "public, max-age=3600";
        headers.Date = time.GetUtcNow().ToString("R");
        headers["X-Several"] = new(["one", "two"]);
        context.Response.ContentType = "text/plain; charset=utf-8";
        var path = context.Request.Path.Value ?? "";
        switch (path)
        {
            case "/dated":
                headers.LastModified = "Sun, 22 Nov 2026 12:00:00 GMT";
                await context.Response.WriteAsync("dated");
                return;
            case "/varies":
                headers.Vary = "Accept";
                headers.ETag = "\"v\"";
                headers["X-Name"] = "caf\u00e9";
                await context.Response.WriteAsync("for " + context.Request.Headers.Accept);
                return;
            case "/redirect":
                context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
                headers.Location = "/page";
                return;
            case "/missing":
                headers.CacheControl = "no-store";
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            default:
                headers.ETag = "\"p\"";
                await context.Response.WriteAsync(string.Concat(Enumerable.Repeat("0123456789", path is "/large" ? LargeLength / 10 : 200)));
                return;
        }
    }

    private sealed class Counter(Action count) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((HttpContext _, RequestDelegate rest) =>
            {
                count();
                return rest(_);
            });
            next(app);
        };
    }
}
