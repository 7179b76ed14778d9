using System.Net;
using Gateway.Edge.Invalidation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Origins that are away for a while: what readers get, what the origin is asked, what the operator reads.</summary>
public sealed class OutageTests
{
    private const int Addresses = 40;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private int _asked;
    private volatile bool _fails;
    private volatile TaskCompletionSource? _hangs;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Outage_OneProbeAtATimeAsks_AndAllElseIsServedStaleAtOnce(bool revalidatesBehind)
    {
        await using var edge = await Start(revalidatesBehind ? "max-age=10, stale-while-revalidate=9000, stale-if-error=9000" : "max-age=10, stale-if-error=9000");
        await ReadAllAsync(edge);
        _time.Advance(TimeSpan.FromSeconds(11));
        _fails = true;
        // A single broken exchange may be one address's fault: a few are needed to know it.
        await EventuallyAsync(async () =>
        {
            await edge.TextAsync("/" + Random.Shared.Next(Addresses).Text());
            _time.Advance(TimeSpan.FromSeconds(1));
            return Failures(edge) == 1 && Volatile.Read(ref _asked) >= Addresses + 3;
        });
        await QuietAsync();
        var before = Volatile.Read(ref _asked);

        for (var second = 1; second <= 5; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1.1));
            await ReadAllAsync(edge);
            await EventuallyAsync(() => Task.FromResult(Volatile.Read(ref _asked) == before + second));
            await ReadAllAsync(edge);
            await QuietAsync();
            Assert.Equal(before + second, Volatile.Read(ref _asked));
        }
    }

    [Fact]
    public async Task Outage_IsToldOfInOneLineWhenItBegins_OneAMinute_AndOneWhenItIsOver()
    {
        await using var edge = await Start("max-age=1, stale-if-error=9000");
        await ReadAllAsync(edge);
        await edge.StopOriginAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 300; i++)
        {
            // New addresses each: nothing is stored of them, so each is asked for in vain.
            using var answer = await edge.GetAsync("/new" + i.Text());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("0", await edge.TextAsync("/0"));
            _time.Advance(TimeSpan.FromSeconds(0.5));
        }

        await edge.StartOriginAsync();
        await EventuallyAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1.1));
            await edge.TextAsync("/0");
            return edge.Logs.From(LogLevel.Information).Any(l => l.Event == 6303);
        });

        var lines = edge.Logs.From(LogLevel.Information).Where(l => l.Event is > 6000 and < 6100 or > 6300 and < 6400).ToList();
        Assert.Equal([6301, 6302, 6302, 6303], lines.Select(l => l.Event));
        Assert.Contains("gateway-origin", lines[0].Text, StringComparison.Ordinal);
        Assert.Matches(" 1[0-9][0-9] requests failed", lines[1].Text);
    }

    [Fact]
    public async Task Outage_ThatComesAndGoes_IsToldOfThreeTimes_ThenOnceAMinute()
    {
        await using var edge = await Start("no-store");
        for (var i = 0; i < 240; i++)
        {
            _fails = i % 2 == 0;
            using var answer = await edge.GetAsync("/x");
            Assert.Equal(_fails ? HttpStatusCode.BadGateway : HttpStatusCode.OK, answer.StatusCode);
            _time.Advance(TimeSpan.FromSeconds(0.5));
        }

        var lines = edge.Logs.From(LogLevel.Information).Where(l => l.Event is > 6000 and < 6100 or > 6300 and < 6400).Select(l => l.Event);
        Assert.Equal([6301, 6303, 6301, 6303, 6301, 6303, 6305, 6303], lines);
    }

    [Fact]
    public async Task Outage_OfOneAddress_LeavesTheOthersFresh()
    {
        await using var edge = await Start("max-age=10, stale-if-error=9000", context => context.Request.Path == "/broken");
        await ReadAllAsync(edge);
        _time.Advance(TimeSpan.FromSeconds(11));
        for (var i = 0; i < Addresses; i++)
        {
            using var broken = await edge.GetAsync("/broken");
            Assert.Equal(HttpStatusCode.BadGateway, broken.StatusCode);
            using var answer = await edge.GetAsync("/" + i.Text());
            Assert.DoesNotContain("hit", answer.CacheStatus(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Outage_Over_IsFoundOutByAProbeAlone()
    {
        await using var edge = await Start("max-age=10, stale-if-error=9000");
        await ReadAllAsync(edge);
        await edge.StopOriginAsync();
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("0", await edge.TextAsync("/0"));
        await edge.StartOriginAsync();
        _time.Advance(TimeSpan.FromSeconds(1.1));

        await ReadAllAsync(edge);

        await EventuallyAsync(async () =>
        {
            using var answer = await edge.GetAsync("/7");
            return !answer.CacheStatus().Contains("ttl=-", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Silence_OfTheOrigin_IsWaitedForOnce_ThenWhatIsStoredStandsIn()
    {
        await using var edge = await Start("max-age=10, stale-if-error=9000");
        await ReadAllAsync(edge);
        _time.Advance(TimeSpan.FromSeconds(11));
        var before = Volatile.Read(ref _asked);
        _hangs = CacheTest.Signal();
        var first = edge.TextAsync("/0");
        await EventuallyAsync(() => Task.FromResult(Volatile.Read(ref _asked) == before + 1));
        await EventuallyAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(first.IsCompleted);
        });
        Assert.Equal("0", await first);

        // Nobody else waits at all: time stands still.
        await ReadAllAsync(edge);
        Assert.InRange(Volatile.Read(ref _asked), before + 1, before + 2);
        Assert.Equal([6304], edge.Logs.From(LogLevel.Warning).Where(l => l.Event > 6300).Select(l => l.Event));

        _hangs.SetResult();
        _hangs = null;
        await EventuallyAsync(async () =>
        {
            using var answer = await edge.GetAsync("/5");
            return !answer.CacheStatus().Contains("ttl=-", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Silence_WhereAPublisherWasToldOfAChange_IsWaitedFor()
    {
        await using var edge = await Start("max-age=3600, stale-if-error=9000", tags: "article:a");
        var invalidations = edge.Services.GetRequiredService<IInvalidations>();
        invalidations.Changed("s", 1, 5, [], drop: false);
        await edge.TextAsync("/0");
        _time.Advance(TimeSpan.FromSeconds(30));
        invalidations.Changed("s", 1, 6, ["article:a"], drop: false);
        _hangs = CacheTest.Signal();
        var before = Volatile.Read(ref _asked);

        var read = edge.TextAsync("/0");
        await EventuallyAsync(() => Task.FromResult(Volatile.Read(ref _asked) == before + 1));
        _time.Advance(TimeSpan.FromSeconds(9));
        await QuietAsync();
        Assert.False(read.IsCompleted);

        _hangs.SetResult();
        Assert.Equal("0", await read);
    }

    [Fact]
    public async Task Answers_ThatBreakOff_AreToldOfLikeAnyOutage()
    {
        var begun = CacheTest.Signal();
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.ContentLength = 1_000;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await begun.Task.WaitAsync(CacheTest.Patience);
            context.Abort();
        });

        for (var i = 0; i < 5; i++)
        {
            using var answer = await edge.Client.GetAsync(new Uri("/x", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            begun.SetResult();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
            begun = CacheTest.Signal();
        }

        await EventuallyAsync(() => Task.FromResult(Failures(edge) > 0));
        Assert.InRange(Failures(edge), 1, 3);
    }

    [Theory]
    [InlineData("1.00:00:00", true)]
    [InlineData("00:00:00", false)]
    public async Task Unreachable_WhereItsAnswerSaidNothingOfIt_TheOperatorSaysForHowLongItStandsIn(string longest, bool standsIn)
    {
        await using var edge = await FakeOrigin.StartAsync(
            context =>
            {
                context.Response.Headers.CacheControl = "max-age=1";
                return context.Response.WriteAsync("old");
            },
            settings: new() { ["Gateway:Cache:StaleWhenDisconnected"] = longest },
            services: s => s.AddSingleton<TimeProvider>(_time));
        Assert.Equal("old", await edge.TextAsync("/x"));
        await edge.StopOriginAsync();
        _time.Advance(TimeSpan.FromSeconds(2));

        using var answer = await edge.GetAsync("/x");
        Assert.Equal(standsIn, answer.IsSuccessStatusCode);
    }

    // RFC 9111 §4.2.4: an origin that answers is not one that cannot be reached.
    [Fact]
    public async Task Status_OfAnOriginThatAnswers_IsNotStoodInForWhereItAllowsNone()
    {
        await using var edge = await FakeOrigin.StartAsync(
            context =>
            {
                if (_fails)
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.CacheControl = "max-age=1";
                return context.Response.WriteAsync("text");
            },
            services: s => s.AddSingleton<TimeProvider>(_time));
        await edge.TextAsync("/x");
        _time.Advance(TimeSpan.FromSeconds(2));
        _fails = true;

        for (var i = 0; i < 2; i++)
        {
            using var answer = await edge.GetAsync("/x");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }
    }

    private static async Task ReadAllAsync(FakeOrigin edge)
    {
        for (var i = 0; i < Addresses; i++)
            Assert.Equal(i.Text(), await edge.TextAsync("/" + i.Text()));
    }

    private static int Failures(FakeOrigin edge) => edge.Logs.From(LogLevel.Warning).Count(l => l.Event == 6301);

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 500 && !await condition(); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.True(await condition());
    }

    // What must not happen has had time to.
    private static Task QuietAsync() => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);

    private Task<FakeOrigin> Start(string directives, Func<HttpContext, bool>? breaks = null, string? tags = null) => FakeOrigin.StartAsync(
        async context =>
        {
            Interlocked.Increment(ref _asked);
            if (_hangs is { } hangs)
                await hangs.Task;
            if (_fails || breaks?.Invoke(context) is true)
            {
                context.Abort();
                return;
            }

            if (tags is not null)
            {
                context.Response.Headers["Gateway-Source"] = "s:1:5";
                context.Response.Headers["Gateway-Tags"] = tags;
            }

            context.Response.Headers.CacheControl = directives;
            context.Response.Headers.Date = _time.GetUtcNow().ToString("R");
            await context.Response.WriteAsync(context.Request.Path.Value![1..]); // A path is never empty.
        },
        services: s => s.AddSingleton<TimeProvider>(_time));
}
