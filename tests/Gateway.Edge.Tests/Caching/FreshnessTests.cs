using System.Net;
using Gateway.Edge.Caching;
using Gateway.Edge.Invalidation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Stored answers grown old, changed, purged, and their origin away.</summary>
public sealed class FreshnessTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Stale_WhileRevalidated_IsServedAndRefreshedBehind()
    {
        var (asked, go, done) = (0, CacheTest.Signal(), CacheTest.Signal());
        await using var edge = await Start(async context =>
        {
            context.Response.Headers.CacheControl = "max-age=10, stale-while-revalidate=60";
            context.Response.Headers.Date = _time.GetUtcNow().ToString("R");
            var number = Interlocked.Increment(ref asked);
            if (number > 1)
                await go.Task;
            await context.Response.WriteAsync(number.Text());
            done.TrySetResult();
        });
        await edge.TextAsync("/x");
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(["1", "1", "1"], [await edge.TextAsync("/x"), await edge.TextAsync("/x"), await edge.TextAsync("/x")]);
        go.SetResult();
        await EventuallyAsync(async () => await edge.TextAsync("/x") is "2");
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData("max-age=10, stale-if-error=60", 11, "1")]
    [InlineData("max-age=10, stale-if-error=60", 80, null)]
    [InlineData("max-age=10, must-revalidate", 11, null)]
    public async Task Stale_WhileTheOriginFails_IsServedAsFarAsItAllows(string directives, int seconds, string? expected)
    {
        var fails = false;
        await using var edge = await Start(async context =>
        {
            if (fails)
            {
                context.Abort();
                return;
            }

            context.Response.Headers.CacheControl = directives;
            context.Response.Headers.Date = _time.GetUtcNow().ToString("R");
            await context.Response.WriteAsync("1");
        });
        await edge.TextAsync("/x");
        (fails, var later) = (true, TimeSpan.FromSeconds(seconds));
        _time.Advance(later);

        using var answer = await edge.GetAsync("/x");

        Assert.Equal(expected is null ? HttpStatusCode.BadGateway : HttpStatusCode.OK, answer.StatusCode);
        if (expected is not null)
            Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Changed_WhatIsStored_IsValidatedBeforeItIsUsed()
    {
        var asked = 0;
        await using var edge = await Start(Tagged(() => Interlocked.Increment(ref asked), "s:1:5", "topic:a"));
        var invalidations = Open(edge, 5);
        await edge.TextAsync("/x");
        _time.Advance(TimeSpan.FromSeconds(30));

        invalidations.Changed("s", 1, 6, ["topic:a"], drop: false);

        Assert.Equal("2", await edge.TextAsync("/x"));
    }

    [Fact]
    public async Task Changed_AnotherTag_LeavesWhatIsStored()
    {
        var asked = 0;
        await using var edge = await Start(Tagged(() => Interlocked.Increment(ref asked), "s:1:5", "topic:a"));
        var invalidations = Open(edge, 5);
        await edge.TextAsync("/x");

        invalidations.Changed("s", 1, 6, ["topic:b"], drop: false);

        Assert.Equal("1", await edge.TextAsync("/x"));
    }

    [Fact]
    public async Task Changed_WhileItIsAskedFor_IsNotTakenForFresh()
    {
        var (asked, begun, go) = (0, CacheTest.Signal(), CacheTest.Signal());
        await using var edge = await Start(async context =>
        {
            var number = Interlocked.Increment(ref asked);
            begun.TrySetResult();
            await go.Task;
            await Tagged(() => number, number == 1 ? "s:1:5" : "s:1:6", "topic:a")(context);
        });
        var invalidations = Open(edge, 5);
        var first = edge.TextAsync("/x");
        await begun.Task.WaitAsync(CacheTest.Patience);

        invalidations.Changed("s", 1, 6, ["topic:a"], drop: false);
        go.SetResult();

        Assert.Equal("1", await first);
        Assert.Equal("2", await edge.TextAsync("/x"));
        Assert.Equal("2", await edge.TextAsync("/x"));
    }

    [Fact]
    public async Task Changed_BeforeTheAnswerWasBuilt_LeavesItFresh()
    {
        var (asked, begun, go) = (0, CacheTest.Signal(), CacheTest.Signal());
        await using var edge = await Start(async context =>
        {
            begun.TrySetResult();
            await go.Task;
            await Tagged(() => Interlocked.Increment(ref asked), "s:1:6", "topic:a")(context);
        });
        var invalidations = Open(edge, 5);
        var first = edge.TextAsync("/x");
        await begun.Task.WaitAsync(CacheTest.Patience);

        invalidations.Changed("s", 1, 6, ["topic:a"], drop: false);
        go.SetResult();

        Assert.Equal("1", await first);
        Assert.Equal("1", await edge.TextAsync("/x"));
    }

    [Fact]
    public async Task Retracted_WhileTheOriginIsAway_IsNotServed()
    {
        var fails = false;
        await using var edge = await Start(async context =>
        {
            if (fails)
                context.Abort();
            else
                await Tagged(() => 1, "s:1:5", "article:a")(context);
        });
        var invalidations = Open(edge, 5);
        await edge.TextAsync("/x");
        fails = true;

        invalidations.Changed("s", 1, 6, ["article:a"], drop: true);

        using var answer = await edge.GetAsync("/x");
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact]
    public async Task Changed_WhatIsHot_IsServedAsItWasUntilItIsRefreshed()
    {
        var (asked, go) = (0, CacheTest.Signal());
        await using var edge = await Start(async context =>
        {
            var number = Interlocked.Increment(ref asked);
            if (number > 1)
                await go.Task;
            await Tagged(() => number, number == 1 ? "s:1:5" : "s:1:6", "topic:a")(context);
        });
        var invalidations = Open(edge, 5);
        await edge.TextAsync("/x");
        await edge.TextAsync("/x");

        invalidations.Changed("s", 1, 6, ["topic:a"], drop: false);
        var refreshed = invalidations.RefreshedAsync(["topic:a"], TimeSpan.FromMilliseconds(250));
        Assert.Equal("1", await edge.TextAsync("/x"));
        Assert.False(refreshed.IsCompleted);
        go.SetResult();
        await refreshed.WaitAsync(CacheTest.Patience);

        Assert.Equal("2", await edge.TextAsync("/x"));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Refresh_ThatTakesTooLong_LeavesWhatIsThereStale()
    {
        var (asked, go) = (0, CacheTest.Signal());
        await using var edge = await Start(async context =>
        {
            var number = Interlocked.Increment(ref asked);
            if (number > 1)
                await go.Task;
            await Tagged(() => number, number == 1 ? "s:1:5" : "s:1:6", "topic:a")(context);
        });
        var invalidations = Open(edge, 5);
        await edge.TextAsync("/x");
        await edge.TextAsync("/x");
        invalidations.Changed("s", 1, 6, ["topic:a"], drop: false);
        var refreshed = invalidations.RefreshedAsync(["topic:a"], TimeSpan.FromMilliseconds(250));

        _time.Advance(TimeSpan.FromMilliseconds(250));
        await refreshed.WaitAsync(CacheTest.Patience);
        var read = edge.TextAsync("/x");
        Assert.False(read.IsCompleted);
        go.SetResult();

        Assert.Equal("2", await read);
    }

    [Fact]
    public async Task Lost_Source_MakesWhatItAnsweredStaleUntilItIsOpenAgain()
    {
        var asked = 0;
        await using var edge = await Start(Tagged(() => Interlocked.Increment(ref asked), "s:1:5", "topic:a"));
        var invalidations = Open(edge, 5);
        await edge.TextAsync("/x");

        invalidations.Lost("s");
        Assert.Equal("2", await edge.TextAsync("/x"));
        Assert.Equal("3", await edge.TextAsync("/x"));
        Open(edge, 5);
        Assert.Equal("3", await edge.TextAsync("/x"));
    }

    [Fact]
    public async Task Revision_Lower_NeverReplacesAHigher()
    {
        var revision = 7;
        await using var edge = await Start(async context =>
        {
            context.Response.Headers["Gateway-Revision"] = revision.Text();
            context.Response.Headers["Gateway-Source"] = "s:1:5";
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.WriteAsync(revision.Text());
        });
        Open(edge, 5);
        await edge.TextAsync("/x");
        revision = 6;

        Assert.Equal("6", await edge.TextAsync("/x", ("Cache-Control", "no-cache")));
        Assert.Equal("7", await edge.TextAsync("/x"));
    }

    [Fact]
    public async Task Unsafe_Success_MakesItsTargetInvalid()
    {
        var asked = 0;
        await using var edge = await Start(async context =>
        {
            if (HttpMethods.IsPut(context.Request.Method))
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            await CacheTest.FreshAsync(context, Interlocked.Increment(ref asked).Text());
        });
        await edge.TextAsync("/x");
        using var put = await edge.Client.PutAsync(new Uri("/x", UriKind.Relative), new StringContent("y"));
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);

        Assert.Equal("2", await edge.TextAsync("/x"));
    }

    [Theory]
    [InlineData("address")]
    [InlineData("tag")]
    [InlineData("all")]
    public async Task Purge_ThrowsAway_AndSaysHowMuch(string what)
    {
        var asked = 0;
        await using var edge = await Start(Tagged(() => Interlocked.Increment(ref asked), "s:1:5", "article:a%2Cb"));
        Open(edge, 5);
        await edge.TextAsync("/x?a=%2F");
        var purge = edge.Services.GetRequiredService<PurgeService>();

        int Purge() => what switch
        {
            "address" => purge.Address(new Uri(edge.Client.BaseAddress!, "/x?a=%2F")), // Set by StartAsync.
            "tag" => purge.Tag("article:a%2Cb"),
            _ => purge.All(),
        };

        Assert.Equal(1, Purge());
        Assert.Equal(0, Purge());
        Assert.Equal("2", await edge.TextAsync("/x?a=%2F"));
        Assert.Equal("2", await edge.TextAsync("/x?a=%2F"));
    }

    [Fact]
    public async Task Encoding_OfText_IsMadeOnceBehindTheRequest()
    {
        var asked = 0;
        await using var edge = await Start(async context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.ETag = "\"a\"";
            await CacheTest.FreshAsync(context, new string('x', 5_000));
        });
        await edge.TextAsync("/x");

        await EventuallyAsync(async () =>
        {
            using var answer = await edge.GetAsync("/x", ("Accept-Encoding", "gzip"));
            return answer.Content.Headers.ContentEncoding.Contains("gzip", StringComparer.Ordinal);
        });
        using var encoded = await edge.GetAsync("/x", ("Accept-Encoding", "gzip"));
        Assert.Equal("\"a-gzip3\"", encoded.Headers.ETag?.Tag);
        Assert.Contains("Accept-Encoding", encoded.Headers.Vary);
        Assert.True((await encoded.Content.ReadAsByteArrayAsync()).Length < 200);
        using var plain = await edge.GetAsync("/x");
        Assert.Equal("\"a\"", plain.Headers.ETag?.Tag);
        Assert.Contains("Accept-Encoding", plain.Headers.Vary);
        using var poll = await edge.GetAsync("/x", ("Accept-Encoding", "gzip"), ("If-None-Match", "\"a-gzip3\""));
        Assert.Equal(HttpStatusCode.NotModified, poll.StatusCode);
        // RFC 9111 §5.2.1.6: what the origin gave.
        using var untouched = await edge.GetAsync("/x", ("Accept-Encoding", "gzip"), ("Cache-Control", "no-transform"));
        Assert.Empty(untouched.Content.Headers.ContentEncoding);
        Assert.Equal(("\"a\"", 5_000), (untouched.Headers.ETag?.Tag, (await untouched.Content.ReadAsByteArrayAsync()).Length));
        Assert.Contains("gateway; hit", untouched.CacheStatus(), StringComparison.Ordinal);
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("text/html", 5_000, true, null, "Accept-Encoding")]
    [InlineData("text/html", 5_000, false, null, "Accept-Encoding")]
    [InlineData("text/html", 5_000, true, "Accept", "Accept, Accept-Encoding")]
    [InlineData("text/html", 5_000, true, "Accept-Encoding", "Accept-Encoding")]
    [InlineData("text/html", 500, true, null, "")]
    [InlineData("image/png", 5_000, true, null, "")]
    public async Task Vary_OfAMissAndOfItsHit_IsTheSame(string type, int length, bool hasLength, string? vary, string expected)
    {
        await using var edge = await Start(context =>
        {
            context.Response.ContentType = type;
            context.Response.ContentLength = hasLength ? length : null;
            context.Response.Headers.Vary = vary;
            return CacheTest.FreshAsync(context, new string('x', length));
        });

        using var miss = await edge.GetAsync("/x");
        await miss.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        using var hit = await edge.GetAsync("/x");

        Assert.Contains("uri-miss", miss.CacheStatus(), StringComparison.Ordinal);
        Assert.Contains("hit", hit.CacheStatus(), StringComparison.Ordinal);
        Assert.Equal(expected, string.Join(", ", miss.Headers.Vary));
        Assert.Equal(expected, string.Join(", ", hit.Headers.Vary));
        Assert.Equal(Names(miss), Names(hit));

        // But for what each message has of its own.
        static IEnumerable<string> Names(HttpResponseMessage answer) => answer.Headers.Select(h => h.Key).Where(n => n is not ("Age" or "Transfer-Encoding")).Order();
    }

    private static RequestDelegate Tagged(Func<int> number, string source, string tags) => async context =>
    {
        context.Response.Headers["Gateway-Source"] = source;
        context.Response.Headers["Gateway-Tags"] = tags;
        context.Response.Headers.CacheControl = "max-age=3600, stale-if-error=600";
        await context.Response.WriteAsync(number().Text());
    };

    private static IInvalidations Open(FakeOrigin edge, long sequence)
    {
        var invalidations = edge.Services.GetRequiredService<IInvalidations>();
        invalidations.Changed("s", 1, sequence, [], drop: false);
        return invalidations;
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 200 && !await condition(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.True(await condition());
    }

    private Task<FakeOrigin> Start(RequestDelegate answer) => FakeOrigin.StartAsync(answer, services: s => s.AddSingleton<TimeProvider>(_time));
}
