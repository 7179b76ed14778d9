using System.Diagnostics.Metrics;
using System.Net;
using Gateway.Edge.Invalidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Invalidation;

/// <summary>What a publisher's answer does at the edge, and what stays inside.</summary>
public sealed class ReadYourWritesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    private readonly FakeCache _cache = new();

    [Theory]
    [InlineData("PUT", HttpProtocols.Http1)]
    [InlineData("DELETE", HttpProtocols.Http1)]
    [InlineData("PUT", HttpProtocols.Http2)]
    public async Task Publish_IsAnswered_OnceTheCacheIsRefreshed_AndNoSooner(string method, HttpProtocols protocols)
    {
        var refreshed = new TaskCompletionSource();
        _cache.Refresh = () => refreshed.Task;
        await using var edge = await StartAsync(
            context =>
            {
                context.Response.StatusCode = method == "PUT" ? 201 : 204;
                context.Response.Headers["Gateway-Source"] = "s:1:9";
                context.Response.Headers["Gateway-Changed"] = method == "PUT" ? "article:a;s=8, topic:latest;s=9" : "article:a;s=8;drop";
                context.Response.Headers.ETag = "\"x\"";
                return method == "PUT" ? context.Response.WriteAsync("done") : Task.CompletedTask;
            },
            protocols);

        var sending = edge.Client.SendAsync(Request(edge, method, "/api/articles/a"));

        Assert.Equal(method == "PUT" ? "stale article:a s:1:8" : "drop article:a s:1:8", await _cache.NextAsync());
        if (method == "PUT")
            Assert.Equal("stale topic:latest s:1:9", await _cache.NextAsync());
        Assert.StartsWith("refreshed article:a", await _cache.NextAsync(), StringComparison.Ordinal);
        Assert.False(sending.IsCompleted);
        refreshed.SetResult();
        using var answer = await sending.WaitAsync(Patience);
        Assert.Equal(method == "PUT" ? HttpStatusCode.Created : HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("\"x\"", answer.Headers.ETag?.Tag);
        AssertNothingInternal(answer);
        Assert.EndsWith(" within 250", _cache.All[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_Held_IsMeasured()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        _cache.Refresh = () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(40));
            return Task.CompletedTask;
        };
        await using var edge = await FakeOrigin.StartAsync(
            context =>
            {
                context.Response.Headers["Gateway-Source"] = "s:1:9";
                context.Response.Headers["Gateway-Changed"] = "article:a;s=8";
                return Task.CompletedTask;
            },
            services: s => s.AddSingleton<IInvalidations>(_cache).AddSingleton<TimeProvider>(time));
        var held = new List<double>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "gateway.cache.publish.held", Meter.Scope: var scope } && ReferenceEquals(scope, edge.Services.GetService<IMeterFactory>()))
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<double>((_, value, _, _) => held.Add(value));
        meters.Start();

        using var answer = await edge.Client.SendAsync(Request(edge, "PUT", "/api/articles/a")).WaitAsync(Patience);

        Assert.Equal([0.04], held);
    }

    [Fact]
    public async Task Bulk_LinesAreHeldBatchByBatch()
    {
        var refreshes = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var next = -1;
        _cache.Refresh = () => refreshes[Interlocked.Increment(ref next)].Task;
        var goOn = new TaskCompletionSource();
        await using var edge = await StartAsync(async context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            context.Response.Headers["Gateway-Source"] = "s:1:0";
            context.Response.Headers["Gateway-Records"] = "1";
            await context.Response.WriteAsync("{\"slug\":\"refused\"}\n\u001Earticle:a;s=1, topic:latest;s=2\n{\"slug\":\"a\"}\n");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("\u001Earticle:b;s=3, topic:latest;s=4\n{\"slug\":\"b\"}\n");
        });

        using var answer = await edge.Client.SendAsync(Request(edge, "POST", "/api/articles"), HttpCompletionOption.ResponseHeadersRead);
        AssertNothingInternal(answer);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("{\"slug\":\"refused\"}", await lines.ReadLineAsync().WaitAsync(Patience));
        var a = lines.ReadLineAsync();
        await TakeAsync("stale article:a s:1:1", "stale topic:latest s:1:2", "refreshed article:a+topic:latest within 250");
        Assert.False(a.IsCompleted);
        refreshes[0].SetResult();
        Assert.Equal("{\"slug\":\"a\"}", await a.WaitAsync(Patience));

        goOn.SetResult();
        await TakeAsync("stale article:b s:1:3", "stale topic:latest s:1:4", "refreshed article:b+topic:latest within 250");
        refreshes[1].SetResult();
        Assert.Equal("{\"slug\":\"b\"}", await lines.ReadLineAsync().WaitAsync(Patience));
        Assert.Null(await lines.ReadLineAsync().WaitAsync(Patience));
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("article:a")]
    public async Task Publish_AnsweredInAWayThatNobodyUnderstands_MakesAllOfItsSourceStale(string field)
    {
        await using var edge = await StartAsync(context =>
        {
            context.Response.Headers["Gateway-Source"] = "s:1:9";
            context.Response.Headers["Gateway-Changed"] = field;
            return Task.CompletedTask;
        });
        for (var i = 0; i < 3; i++)
        {
            using var answer = await edge.Client.SendAsync(Request(edge, "PUT", "/api/articles/a"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("lost s", await _cache.NextAsync());
        }

        Assert.Single(edge.Logs.From(Microsoft.Extensions.Logging.LogLevel.Error));
    }

    [Theory]
    [InlineData("GET", "/latest.rss")]
    [InlineData("HEAD", "/latest.rss")]
    [InlineData("PUT", "/api/articles/a")]
    [InlineData("OPTIONS", "/latest.rss")]
    [InlineData("POST", "/api/articles")]
    public async Task InternalFields_NeitherComeInNorGoOut(string method, string path)
    {
        var seen = new HeaderDictionary();
        await using var edge = await StartAsync(context =>
        {
            foreach (var (name, value) in context.Request.Headers)
                seen[name] = value;
            foreach (var name in (string[])["Gateway-Tags", "Gateway-Revision", "Gateway-Source", "gateway-anything"])
                context.Response.Headers[name] = "1";
            return Task.CompletedTask;
        });
        using var request = Request(edge, method, path);
        foreach (var name in (string[])["Gateway-Tags", "gateway-edge", "GATEWAY-LISTENER", "Gateway-Changed", "Gateway-Unheard-Of"])
            request.Headers.TryAddWithoutValidation(name, "evil");
        using var answer = await edge.Client.SendAsync(request);
        AssertNothingInternal(answer);
        Assert.DoesNotContain(seen, h => h.Value.ToString().Contains("evil", StringComparison.Ordinal));
        Assert.Equal(["Gateway-Edge"], seen.Keys.Where(k => k.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase)), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AnotherOrigin_CannotSayThatAnythingChanged_AndIsNotToldWhoAsks()
    {
        var seen = new HeaderDictionary();
        await using var other = await OtherOrigin.StartAsync(context =>
        {
            foreach (var (name, value) in context.Request.Headers)
                seen[name] = value;
            context.Response.Headers["Gateway-Source"] = "s:1:9";
            context.Response.Headers["Gateway-Changed"] = "article:a;s=8;drop";
            context.Response.Headers["Gateway-Tags"] = "topic:latest";
            return Task.CompletedTask;
        });
        await using var edge = await StartAsync(_ => Task.CompletedTask, settings: other.Route("/site/{**path}"));
        foreach (var method in (string[])["PUT", "GET"])
        {
            using var request = Request(edge, method, "/site/a");
            request.Headers.TryAddWithoutValidation("Gateway-Listener", "evil");
            using var answer = await edge.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            AssertNothingInternal(answer);
        }

        Assert.DoesNotContain(seen, h => h.Key.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(_cache.All);
    }

    private static void AssertNothingInternal(HttpResponseMessage answer) =>
        Assert.DoesNotContain(answer.Headers.Concat(answer.Content.Headers), h => h.Key.StartsWith("Gateway-", StringComparison.OrdinalIgnoreCase));

    private static HttpRequestMessage Request(FakeOrigin edge, string method, string path) => new(new HttpMethod(method), path)
    {
        Version = edge.Client.DefaultRequestVersion,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private async Task TakeAsync(params string[] expected)
    {
        foreach (var line in expected)
            Assert.Equal(line, await _cache.NextAsync());
    }

    private Task<FakeOrigin> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1, Dictionary<string, string?>? settings = null) =>
        FakeOrigin.StartAsync(answer, protocols, settings, services: s => s.AddSingleton<IInvalidations>(_cache));
}
