using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Content while it arrives: large, endless, broken off, and clients that go away.</summary>
public sealed class StreamingTests
{
    [Theory]
    [InlineData("max-age=60")]
    [InlineData("no-store")]
    public async Task Content_FirstPiece_ReachesTheClientBeforeTheLastIsThere(string directive)
    {
        var go = CacheTest.Signal();
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.CacheControl = directive;
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await go.Task;
        });

        using var answer = await edge.GetAsync("/x");
        await using var body = await answer.Content.ReadAsStreamAsync();
        var piece = new byte[5];
        await body.ReadExactlyAsync(piece).AsTask().WaitAsync(CacheTest.Patience);
        go.SetResult();

        Assert.Equal(0, await body.ReadAsync(piece).AsTask().WaitAsync(CacheTest.Patience));
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Content_ThatBreaksOff_BreaksOffForTheClientAndIsNotStored(HttpProtocols protocols)
    {
        var (asked, read) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                context.Response.Headers.CacheControl = "max-age=60";
                if (Interlocked.Increment(ref asked) > 1)
                {
                    await context.Response.WriteAsync("whole");
                    return;
                }

                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                await read.Task;
                context.Abort();
            },
            protocols);

        using (var answer = await edge.GetAsync("/x"))
        {
            await using var body = await answer.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[4]).AsTask().WaitAsync(CacheTest.Patience);
            read.SetResult();
            await Assert.ThrowsAnyAsync<IOException>(() => body.ReadAsync(new byte[1]).AsTask().WaitAsync(CacheTest.Patience));
        }

        Assert.Equal("whole", await edge.TextAsync("/x"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_LargerThanWhatIsStored_StreamsThroughWhole(bool hasLength)
    {
        const int Length = 300_000;
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                Interlocked.Increment(ref asked);
                context.Response.Headers.CacheControl = "max-age=60";
                if (hasLength)
                    context.Response.ContentLength = Length;
                for (var i = 0; i < 30; i++)
                    await context.Response.Body.WriteAsync(new byte[Length / 30]);
            },
            settings: new() { ["Gateway:Cache:LargestAnswer"] = "100000", ["Gateway:Cache:Window"] = "16384" });

        for (var i = 1; i <= 2; i++)
        {
            using var answer = await edge.GetAsync("/x");
            Assert.Equal(Length, (await answer.Content.ReadAsByteArrayAsync().WaitAsync(CacheTest.Patience)).Length);
            Assert.Equal(i, asked);
        }
    }

    [Theory]
    [InlineData(400_000)]
    [InlineData(524_288)]
    [InlineData(940_000)]
    [InlineData(3_000_001)]
    public async Task Hit_OfAnyLength_ArrivesWhole(int length)
    {
        var asked = 0;
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.ContentLength = length;
            await context.Response.Body.WriteAsync(content);
        });

        for (var i = 0; i < 3; i++)
        {
            using var answer = await edge.GetAsync("/x");
            Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync().WaitAsync(CacheTest.Patience));
        }

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Content_NotStored_WaitsForItsReader()
    {
        const int Window = 65_536;
        var (written, gone) = (0L, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                context.Response.Headers.CacheControl = "no-store";
                try
                {
                    for (var i = 0; i < 10_000 && !context.RequestAborted.IsCancellationRequested; i++)
                    {
                        await context.Response.Body.WriteAsync(new byte[10_000]);
                        Interlocked.Add(ref written, 10_000);
                    }
                }
                catch (Exception e) when (e is IOException or OperationCanceledException)
                {
                    gone.TrySetResult();
                }
                finally
                {
                    if (context.RequestAborted.IsCancellationRequested)
                        gone.TrySetResult();
                }
            },
            settings: new() { ["Gateway:Cache:Window"] = "65536" });

        using (await edge.GetAsync("/x"))
        {
            // Nobody reads: what the origin gets rid of is what buffers on the way hold, not 100 MB.
            var before = -1L;
            while (before != Interlocked.Read(ref written))
            {
                before = Interlocked.Read(ref written);
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
            }

            Assert.InRange(before, 1, 20 << 20);
        }

        // And its client gone, the origin need not go on.
        await gone.Task.WaitAsync(CacheTest.Patience);
        Assert.True(Interlocked.Read(ref written) < 100_000_000 - Window);
    }

    [Fact]
    public async Task Client_ThatGoesWhileItIsStored_LeavesItWholeForOthers()
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

        using (await edge.GetAsync("/x"))
        {
        }

        var later = edge.TextAsync("/x");
        go.SetResult();
        Assert.Equal("first,last", await later);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Trailers_OfTheOrigin_ReachTheClient()
    {
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                context.Response.DeclareTrailer("X-Sum");
                context.Response.Headers.CacheControl = "max-age=60";
                await context.Response.WriteAsync("x");
                context.Response.AppendTrailer("X-Sum", "1");
            },
            HttpProtocols.Http2);

        using var answer = await edge.GetAsync("/x");
        await answer.Content.ReadAsStringAsync().WaitAsync(CacheTest.Patience);

        Assert.Equal("1", answer.TrailingHeaders.GetValues("X-Sum").Single());
    }

    [Fact]
    public async Task Head_OfWhatIsStored_HasItsLengthAndNoContent()
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            return CacheTest.FreshAsync(context, "12345");
        });
        await edge.TextAsync("/x");

        using var request = new HttpRequestMessage(HttpMethod.Head, "/x");
        using var answer = await edge.Client.SendAsync(request).WaitAsync(CacheTest.Patience);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(5, answer.Content.Headers.ContentLength);
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("bytes=1-3", HttpStatusCode.PartialContent, "123")]
    [InlineData("bytes=-2", HttpStatusCode.PartialContent, "89")]
    [InlineData("bytes=20-", HttpStatusCode.RequestedRangeNotSatisfiable, "")]
    public async Task Range_OfWhatIsStored_IsCutFromIt(string range, HttpStatusCode status, string expected)
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            return CacheTest.FreshAsync(context, "0123456789");
        });
        await edge.TextAsync("/x");

        using var answer = await edge.GetAsync("/x", ("Range", range));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Ranges_SeveralOfWhatIsStored_ComeInOneAnswer()
    {
        await using var edge = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, "0123456789"));
        await edge.TextAsync("/x");

        using var answer = await edge.GetAsync("/x", ("Range", "bytes=0-1,8-9"));
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("multipart/byteranges", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(answer.Content.Headers.ContentLength, text.Length);
        Assert.Contains("Content-Range: bytes 0-1/10\r\n\r\n01\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Content-Range: bytes 8-9/10\r\n\r\n89\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Part_CompletedByItsRest_BecomesTheWhole()
    {
        var asked = new List<string>();
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            var range = context.Request.Headers.Range.ToString();
            lock (asked)
                asked.Add(range);
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers.ETag = "\"a\"";
            var (text, from) = range is "bytes=5-" ? ("56789", 5) : ("01234", 0);
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from.Text()}-{(from + 4).Text()}/10";
            await context.Response.WriteAsync(text);
        });
        await edge.TextAsync("/x", ("Range", "bytes=0-4"));

        using var answer = await edge.GetAsync("/x");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("0123456789", await answer.Content.ReadAsStringAsync());
        Assert.Equal("0123456789", await edge.TextAsync("/x"));
        Assert.Equal(["bytes=0-4", "bytes=5-"], asked);
    }
}
