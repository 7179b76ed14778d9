using System.Net;
using Gateway.Edge.Caching;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Which answers under way several clients may share: those that each may reuse (RFC 9111 §4), asked for after all that it knows of.</summary>
public sealed class SharingTests
{
    [Fact]
    public async Task Revalidation_OfWhatIsValidatedEachTime_IsEachReadersOwn()
    {
        var (asked, all) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.ETag = "\"page\"";
            context.Response.Headers.CacheControl = "no-cache";
            var number = Interlocked.Increment(ref asked);
            // Whoever waited for another's answer would wait for ever.
            if (number == 3)
                all.SetResult();
            if (number > 1)
                await all.Task.WaitAsync(CacheTest.Patience);
            await context.Response.WriteAsync(context.Request.Headers.Cookie.ToString());
        });
        Assert.Equal("first", await edge.TextAsync("/x", ("Cookie", "first")));

        var answers = await Task.WhenAll(edge.TextAsync("/x", ("Cookie", "second")), edge.TextAsync("/x", ("Cookie", "third")));

        Assert.Equal(["second", "third"], answers);
    }

    [Fact]
    public async Task Miss_AnswerOlderThanAReaderTakes_IsAskedForAgain()
    {
        var (asked, begun, go) = (0, CacheTest.Signal(), CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            var number = Interlocked.Increment(ref asked);
            begun.TrySetResult();
            await go.Task.WaitAsync(CacheTest.Patience);
            context.Response.Headers.Age = "5";
            await CacheTest.FreshAsync(context, number.Text());
        });
        var leader = edge.TextAsync("/x");
        await begun.Task.WaitAsync(CacheTest.Patience);

        var (any, picky) = (edge.TextAsync("/x"), edge.TextAsync("/x", ("Cache-Control", "max-age=3")));
        go.SetResult();

        Assert.Equal("1", await leader);
        Assert.Equal("1", await any);
        Assert.Equal("2", await picky);
    }

    [Theory]
    [InlineData("put")]
    [InlineData("purge")]
    [InlineData("purge all")]
    public async Task Miss_AskedForAfterAChange_IsNotGivenWhatWasAskedForBefore(string change)
    {
        var (asked, begun, second) = (0, CacheTest.Signal(), CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            if (context.Request.Method == HttpMethods.Put)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            var number = Interlocked.Increment(ref asked);
            begun.TrySetResult();
            if (number == 1)
                await second.Task.WaitAsync(CacheTest.Patience);
            else
                second.TrySetResult();
            await CacheTest.FreshAsync(context, number.Text());
        });
        var before = edge.TextAsync("/x");
        await begun.Task.WaitAsync(CacheTest.Patience);
        var purge = edge.Services.GetRequiredService<PurgeService>();
        if (change is "put")
            (await edge.Client.PutAsync(new Uri("/x", UriKind.Relative), new ByteArrayContent([]))).Dispose();
        else if (change is "purge")
            purge.Address(new Uri(edge.Client.BaseAddress!, "/x")); // Set by StartAsync.
        else
            purge.All();

        Assert.Equal("2", await edge.TextAsync("/x"));
        Assert.Equal("1", await before);
        Assert.Equal("2", await edge.TextAsync("/x"));
    }

    [Theory]
    [InlineData("Range", "bytes=99-", HttpStatusCode.RequestedRangeNotSatisfiable)]
    [InlineData("If-None-Match", "\"v\"", HttpStatusCode.NotModified)]
    public async Task Miss_AfterAStatusThatOneRequestBrought_IsStillShared(string field, string value, HttpStatusCode status)
    {
        const int Clients = 20;
        var (asked, go) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            // A range keeps its condition on the way.
            if (context.Request.Headers.Range.Count > 0)
            {
                context.Response.StatusCode = (int)status;
                return;
            }

            var number = Interlocked.Increment(ref asked);
            await go.Task.WaitAsync(CacheTest.Patience);
            await CacheTest.FreshAsync(context, number.Text());
        });
        using (var odd = await edge.GetAsync("/x", field is "Range" ? [(field, value)] : [(field, value), ("Range", "bytes=0-")]))
            Assert.Equal(status, odd.StatusCode);

        var clients = Enumerable.Range(0, Clients).Select(_ => edge.TextAsync("/x")).ToArray();
        await Task.WhenAny(clients).WaitAsync(TimeSpan.FromMilliseconds(200)).ContinueWith(_ => { }, TaskScheduler.Default);
        go.SetResult();

        Assert.All(await Task.WhenAll(clients), text => Assert.Equal("1", text));
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Part_OfMoreThanIsStored_IsNotCompletedForWhoWantsTheWhole()
    {
        var ranges = new List<string>();
        var content = new byte[100_000];
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                var range = context.Request.Headers.Range.ToString();
                lock (ranges)
                    ranges.Add(range);
                context.Response.Headers.ETag = "\"v\"";
                context.Response.Headers.CacheControl = "max-age=3600";
                if (range is "bytes=0-9")
                {
                    context.Response.StatusCode = StatusCodes.Status206PartialContent;
                    context.Response.Headers.ContentRange = "bytes 0-9/100000";
                    await context.Response.Body.WriteAsync(content.AsMemory(0, 10));
                    return;
                }

                context.Response.ContentLength = content.Length;
                await context.Response.Body.WriteAsync(content);
            },
            settings: new() { ["Gateway:Cache:LargestAnswer"] = "65536" });
        await edge.TextAsync("/x", ("Range", "bytes=0-9"));

        Assert.Equal(100_000, (await edge.TextAsync("/x")).Length);

        Assert.Equal(["bytes=0-9", ""], ranges);
    }

    [Fact]
    public async Task Miss_OfMoreThanTheStoreTakes_DoesNotSayThatItIsStored()
    {
        await using var edge = await FakeOrigin.StartAsync(
            context =>
            {
                context.Response.ContentLength = 200_000;
                return CacheTest.FreshAsync(context, new string('x', 200_000));
            },
            settings: new() { ["Gateway:Cache:Capacity"] = "1048576" });

        using var answer = await edge.GetAsync("/x");

        Assert.Equal("gateway; fwd=uri-miss", answer.CacheStatus());
        Assert.Equal(200_000, (await answer.Content.ReadAsStringAsync()).Length);
    }
}
