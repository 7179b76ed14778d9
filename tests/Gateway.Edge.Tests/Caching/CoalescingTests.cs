using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Caching;

/// <summary>One request to the origin per address and variant, however many wait; and what happens when that one goes wrong.</summary>
public sealed class CoalescingTests
{
    [Fact]
    public async Task Miss_ByManyAtOnce_AsksTheOriginOnce()
    {
        var (asked, go) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            var number = Interlocked.Increment(ref asked);
            await go.Task;
            await CacheTest.FreshAsync(context, number.Text());
        });

        var clients = Enumerable.Range(0, 100).Select(_ => edge.TextAsync("/x")).ToArray();
        await Task.WhenAny(clients).WaitAsync(TimeSpan.FromMilliseconds(200)).ContinueWith(_ => { }, TaskScheduler.Default);
        go.SetResult();

        Assert.All(await Task.WhenAll(clients), text => Assert.Equal("1", text));
        Assert.Equal(1, asked);
        using var later = await edge.GetAsync("/x");
        Assert.StartsWith("gateway; hit", later.CacheStatus(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Miss_ByManyOfTwoVariants_AsksOncePerVariant()
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.Headers.Vary = "X-Kind";
            await CacheTest.FreshAsync(context, context.Request.Headers["X-Kind"].ToString());
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => edge.TextAsync("/x", ("X-Kind", i % 2 == 0 ? "a" : "b"))));

        Assert.Equal(Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? "a" : "b"), answers);
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData("no-store")]
    [InlineData("private")]
    [InlineData("no-cache")]
    [InlineData("max-age=0")]
    [InlineData("max-age=0, must-revalidate")]
    [InlineData("public")]
    public async Task Miss_AnswerForOneOnly_LetsTheOthersGoAtOnce(string directive)
    {
        const int Clients = 8;
        var (asked, all) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.CacheControl = directive;
            var number = Interlocked.Increment(ref asked);
            await context.Response.WriteAsync(number.Text());
            await context.Response.Body.FlushAsync();
            // Ends for none before all have come: one after another would never end.
            if (number == Clients)
                all.SetResult();
            await all.Task.WaitAsync(CacheTest.Patience);
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => edge.TextAsync("/x")));

        Assert.Equal(Clients, answers.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Leader_ItsClientGoes_AnswersTheOthersAndStores()
    {
        var (asked, begun, go) = (0, CacheTest.Signal(), CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            Interlocked.Increment(ref asked);
            begun.TrySetResult();
            await go.Task;
            await CacheTest.FreshAsync(context, "whole");
        });

        using var gone = new CancellationTokenSource();
        var leader = edge.Client.GetAsync(new Uri("/x", UriKind.Relative), gone.Token);
        await begun.Task.WaitAsync(CacheTest.Patience);
        var follower = edge.TextAsync("/x");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        go.SetResult();

        Assert.Equal("whole", await follower);
        Assert.Equal("whole", await edge.TextAsync("/x"));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Leader_FailsBeforeItsHead_IsFollowedByOneOther()
    {
        var asked = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var (begun, go) = (CacheTest.Signal(), CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            if (asked.AddOrUpdate(context.Request.Path, 1, (_, times) => times + 1) > 1)
            {
                await CacheTest.FreshAsync(context, "second");
                return;
            }

            begun.SetResult();
            await go.Task;
            context.Abort();
        });

        // Some join the leader, some what follows it, some come when all is over: each time others.
        for (var i = 0; i < 50; i++)
        {
            (begun, go) = (CacheTest.Signal(), CacheTest.Signal());
            var address = "/" + i.Text();
            var leader = edge.GetAsync(address);
            await begun.Task.WaitAsync(CacheTest.Patience);
            var followers = Enumerable.Range(0, 20).Select(_ => edge.TextAsync(address)).ToArray();
            await Task.Delay(i % 10);
            go.SetResult();

            using var failed = await leader;
            Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
            Assert.All(await Task.WhenAll(followers), text => Assert.Equal("second", text));
            Assert.Equal(2, asked[address]);
        }
    }

    [Fact]
    public async Task Follower_WhosePatienceEnds_AsksForItself()
    {
        var (asked, begun, go) = (0, CacheTest.Signal(), CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                var number = Interlocked.Increment(ref asked);
                begun.TrySetResult();
                if (number == 1)
                    await go.Task;
                await CacheTest.FreshAsync(context, number.Text());
            },
            settings: new() { ["Gateway:Cache:FollowerPatience"] = "00:00:00.05" });

        var leader = edge.TextAsync("/x");
        await begun.Task.WaitAsync(CacheTest.Patience);

        Assert.Equal("2", await edge.TextAsync("/x"));
        go.SetResult();
        Assert.Equal("1", await leader);
    }

    [Fact]
    public async Task Follower_WhileContentArrives_GetsAllOfItFromTheStart()
    {
        var (asked, go) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.WriteAsync("first,");
            await context.Response.Body.FlushAsync();
            await go.Task;
            await context.Response.WriteAsync("last");
        });

        using var leader = await edge.GetAsync("/x");
        using var follower = await edge.GetAsync("/x");
        Assert.Contains("collapsed", follower.CacheStatus(), StringComparison.Ordinal);
        go.SetResult();

        Assert.Equal("first,last", await leader.Content.ReadAsStringAsync().WaitAsync(CacheTest.Patience));
        Assert.Equal("first,last", await follower.Content.ReadAsStringAsync().WaitAsync(CacheTest.Patience));
        Assert.Equal(1, asked);
    }
}
