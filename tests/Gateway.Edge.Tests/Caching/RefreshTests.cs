using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Edge.Tests.Caching;

/// <summary>What is asked for behind a reader's back is asked for on nobody's behalf; and what an origin says too late, or in failing.</summary>
public sealed class RefreshTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("Authorization", "Basic YTpi")]
    [InlineData("Cookie", "sid=alice")]
    [InlineData("Cache-Control", "no-store")]
    public async Task Refresh_BehindAReader_CarriesNothingOfThatReader(string field, string value)
    {
        var (asked, begun, go) = (0, CacheTest.Signal(), CacheTest.Signal());
        string? seen = null;
        await using var edge = await StartAsync(async context =>
        {
            var headers = context.Response.Headers;
            (headers.CacheControl, headers.ETag, headers.Date) = ("max-age=600", "\"a\"", _time.GetUtcNow().ToString("R"));
            if (Interlocked.Increment(ref asked) == 1)
            {
                headers.CacheControl = "max-age=10, stale-while-revalidate=60";
                await context.Response.WriteAsync("old");
                return;
            }

            seen = context.Request.Headers[field];
            if (seen is not null)
                headers["X-User"] = seen;
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            begun.TrySetResult();
            await go.Task.WaitAsync(CacheTest.Patience);
        });
        await edge.TextAsync("/x");
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("old", await edge.TextAsync("/x", (field, value)));
        await begun.Task.WaitAsync(CacheTest.Patience);
        // Past the time in which it is served stale, so that who comes waits for the refresh that is under way.
        _time.Advance(TimeSpan.FromSeconds(60));
        var bob = edge.GetAsync("/x");
        await Task.WhenAny(bob).WaitAsync(TimeSpan.FromMilliseconds(200)).ContinueWith(_ => { }, TaskScheduler.Default);
        go.SetResult();
        using var answer = await bob;

        Assert.Null(seen);
        Assert.False(answer.Headers.Contains("X-User"));
        Assert.Equal("old", await answer.Content.ReadAsStringAsync());
        await SettledAsync(edge);
        Assert.Equal("old", await edge.TextAsync("/x"));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Refresh_WhereFieldsChooseTheRoute_GoesToTheSameOrigin()
    {
        var asked = 0;
        await using var site = await FakeOrigin.StartAsync(
            context =>
            {
                context.Response.Headers.CacheControl = "max-age=10, stale-while-revalidate=60";
                context.Response.Headers.Date = _time.GetUtcNow().ToString("R");
                return context.Response.WriteAsync("site's " + Interlocked.Increment(ref asked).Text());
            },
            settings: new() { ["Gateway:Cache:Enabled"] = "false" });
        await using var edge = await StartAsync(
            context => CacheTest.FreshAsync(context, "gateway's"),
            new()
            {
                ["ReverseProxy:Routes:beta:ClusterId"] = "site",
                ["ReverseProxy:Routes:beta:Match:Path"] = "/{**path}",
                ["ReverseProxy:Routes:beta:Match:Headers:0:Name"] = "X-Beta",
                ["ReverseProxy:Routes:beta:Match:Headers:0:Values:0"] = "1",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = site.Client.BaseAddress?.AbsoluteUri,
            });
        await edge.TextAsync("/x", ("X-Beta", "1"));
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("site's 1", await edge.TextAsync("/x", ("X-Beta", "1")));
        await SettledAsync(edge);

        Assert.Equal("site's 2", await edge.TextAsync("/x", ("X-Beta", "1")));
    }

    [Fact]
    public async Task Failure_WhoseContentNeverEnds_IsNotWaitedFor()
    {
        var (asked, ended) = (0, CacheTest.Signal());
        await using var edge = await StartAsync(async context =>
        {
            var number = Interlocked.Increment(ref asked);
            var headers = context.Response.Headers;
            (headers.CacheControl, headers.Date) = ("max-age=10, stale-if-error=600", _time.GetUtcNow().ToString("R"));
            if (number == 2)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                await context.Response.WriteAsync("a");
                await context.Response.Body.FlushAsync();
                context.RequestAborted.Register(ended.SetResult);
                await ended.Task;
                return;
            }

            await context.Response.WriteAsync(number.Text());
        });
        await edge.TextAsync("/x");
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("1", await edge.TextAsync("/x"));
        await ended.Task.WaitAsync(CacheTest.Patience);
        // For so long a failure is remembered.
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("3", await edge.TextAsync("/x"));
    }

    [Fact]
    public async Task Answer_OnItsWayDuringASuccessfulPut_IsNotUsedBeforeItIsValidated()
    {
        var (asked, begun, go) = (0, CacheTest.Signal(), CacheTest.Signal());
        await using var edge = await StartAsync(async context =>
        {
            if (context.Request.Method == HttpMethods.Put)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            if (Interlocked.Increment(ref asked) > 1)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            }

            begun.SetResult();
            await go.Task.WaitAsync(CacheTest.Patience);
            context.Response.Headers.CacheControl = "max-age=3600, stale-if-error=3600";
            await context.Response.WriteAsync("old");
        });
        var before = edge.TextAsync("/x");
        await begun.Task.WaitAsync(CacheTest.Patience);
        using (var put = await edge.Client.PutAsync(new Uri("/x", UriKind.Relative), new ByteArrayContent([])))
            Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        go.SetResult();
        Assert.Equal("old", await before);

        using var answer = await edge.GetAsync("/x");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Theory]
    [InlineData("HashCookie", "Set-Cookie", "ExplicitlyFresh")]
    [InlineData("HashCookie", "Set-Cookie", "Never")]
    [InlineData("CustomHeader", "bound", "ExplicitlyFresh")]
    public async Task Affinity_OfTheFirstReader_IsNobodyElses(string policy, string field, string cookies)
    {
        var asked = 0;
        await using var site = await FakeOrigin.StartAsync(
            context =>
            {
                if (cookies is not "Never")
                    context.Response.Headers.SetCookie = "own=1";
                return CacheTest.FreshAsync(context, Interlocked.Increment(ref asked).Text());
            },
            settings: new() { ["Gateway:Cache:Enabled"] = "false" });
        await using var edge = await FakeOrigin.StartAsync(
            answer: null,
            settings: new()
            {
                ["ReverseProxy:Routes:site:ClusterId"] = "site",
                ["ReverseProxy:Routes:site:Match:Path"] = "/{**path}",
                ["ReverseProxy:Clusters:site:SessionAffinity:Enabled"] = "true",
                ["ReverseProxy:Clusters:site:SessionAffinity:Policy"] = policy,
                ["ReverseProxy:Clusters:site:SessionAffinity:AffinityKeyName"] = "bound",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = site.Client.BaseAddress?.AbsoluteUri,
                ["Gateway:Cache:SetCookie"] = cookies,
            });

        string[][] seen = [[], []];
        for (var i = 0; i < 2; i++)
        {
            using var answer = await edge.GetAsync("/x");
            seen[i] = answer.Headers.TryGetValues(field, out var values) ? [.. values] : [];
        }

        var bound = Assert.Single(seen[0], v => v != "own=1");
        Assert.DoesNotContain(bound, seen[1]);
        Assert.Equal(field is "Set-Cookie" && cookies is not "Never", seen[1].Contains("own=1"));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Affinity_OfWhoPosted_IsNobodyElses()
    {
        await using var site = await FakeOrigin.StartAsync(
            context =>
            {
                context.Response.Headers.ContentLocation = context.Request.Path.Value;
                return CacheTest.FreshAsync(context, context.Request.Method);
            },
            settings: new() { ["Gateway:Cache:Enabled"] = "false" });
        await using var edge = await FakeOrigin.StartAsync(
            answer: null,
            settings: new()
            {
                ["ReverseProxy:Routes:site:ClusterId"] = "site",
                ["ReverseProxy:Routes:site:Match:Path"] = "/{**path}",
                ["ReverseProxy:Clusters:site:SessionAffinity:Enabled"] = "true",
                ["ReverseProxy:Clusters:site:SessionAffinity:AffinityKeyName"] = "bound",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = site.Client.BaseAddress?.AbsoluteUri,
            });

        using var post = await edge.Client.PostAsync(new Uri("/x", UriKind.Relative), new StringContent("y"));
        using var get = await edge.GetAsync("/x");

        Assert.Equal("POST", await get.Content.ReadAsStringAsync());
        Assert.Contains(post.Headers.GetValues("Set-Cookie"), c => c.StartsWith("bound=", StringComparison.Ordinal));
        Assert.False(get.Headers.Contains("Set-Cookie"));
    }

    private Task<FakeOrigin> StartAsync(RequestDelegate answer, Dictionary<string, string?>? settings = null) =>
        FakeOrigin.StartAsync(answer, settings: settings, services: s => s.AddSingleton<TimeProvider>(_time));

    // Until nothing is asked for any more.
    private static async Task SettledAsync(FakeOrigin edge)
    {
        var fills = edge.Services.GetRequiredService<Gateway.Edge.Caching.SharedCache>().Fills;
        for (var wait = 0; wait < 500 && fills.Count > 0; wait++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.Equal(0, fills.Count);
    }
}
