using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Fields of parts: those about the bytes of one message go with no others (RFC 9110 §14.4, §15.3.7; RFC 9530 §2).</summary>
public sealed class PartTests
{
    private const string Bytes = "0123456789";

    [Theory]
    [InlineData("GET", "bytes=0-4", "bytes=5-9")]
    [InlineData("HEAD", "bytes=0-4", "bytes=5-9")]
    [InlineData("GET", "bytes=5-9", "bytes=0-4")]
    [InlineData("GET", "bytes=0-5", "bytes=4-9")]
    public async Task Whole_JoinedOfParts_HasNoFieldsOfAPart(string method, string first, string second)
    {
        await using var edge = await FakeOrigin.StartAsync(PartAsync);
        await edge.TextAsync("/x", ("Range", first));
        await edge.TextAsync("/x", ("Range", second));

        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/x");
            using var answer = await edge.Client.SendAsync(request).WaitAsync(CacheTest.Patience);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(10, answer.Content.Headers.ContentLength);
            Assert.Equal((null, null, null, "sha-256=:whole=:"), Fields(answer));
            Assert.Contains("hit", answer.CacheStatus(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whole_CompletedByItsRest_HasNoFieldsOfAPart()
    {
        await using var edge = await FakeOrigin.StartAsync(PartAsync);
        await edge.TextAsync("/x", ("Range", "bytes=0-4"));

        for (var i = 0; i < 2; i++)
        {
            using var answer = await edge.GetAsync("/x");

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal((null, null, null, "sha-256=:whole=:"), Fields(answer));
            Assert.Equal(Bytes, await answer.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("bytes=0-5", "bytes 0-5/10", "012345")]
    [InlineData("bytes=1-2", "bytes 1-2/10", "12")]
    [InlineData("bytes=3-6", "bytes 3-6/10", "3456")]
    public async Task Part_OfStoredParts_SaysWhichBytesItHas(string range, string expected, string text)
    {
        await using var edge = await FakeOrigin.StartAsync(PartAsync);
        await edge.TextAsync("/x", ("Range", "bytes=0-5"));
        await edge.TextAsync("/x", ("Range", "bytes=4-7"));

        using var answer = await edge.GetAsync("/x", ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal((expected, null, null, "sha-256=:whole=:"), Fields(answer));
        Assert.Equal(text, await answer.Content.ReadAsStringAsync());
        Assert.Contains("hit", answer.CacheStatus(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ranges_OfAJoinedWhole_HaveTheirFieldsInTheirPartsOnly()
    {
        await using var edge = await FakeOrigin.StartAsync(PartAsync);
        await edge.TextAsync("/x", ("Range", "bytes=0-4"));
        await edge.TextAsync("/x", ("Range", "bytes=5-9"));

        using var answer = await edge.GetAsync("/x", ("Range", "bytes=0-1,8-9"));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal("multipart/byteranges", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((null, null, null, "sha-256=:whole=:"), Fields(answer));
        Assert.Contains("Content-Range: bytes 8-9/10\r\n\r\n89", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Part_WithTheTagThatA304Names_IsNotGivenAsTheWhole()
    {
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            context.Response.Headers.Vary = "X-Kind";
            if (context.Request.Headers.IfNoneMatch.Count == 0)
            {
                await PartAsync(context);
                return;
            }

            (context.Response.StatusCode, context.Response.Headers.ETag) = (StatusCodes.Status304NotModified, "\"a\"");
        });
        await edge.TextAsync("/x", ("X-Kind", "whole"));
        await edge.TextAsync("/x", ("X-Kind", "part"), ("Range", "bytes=0-4"));

        using var answer = await edge.GetAsync("/x", ("X-Kind", "other"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Bytes, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Part_RevalidatedBehind_IsNotGivenToWhoAsksForTheWholeMeanwhile()
    {
        var go = CacheTest.Signal();
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            if (context.Request.Headers.IfNoneMatch.Count > 0)
            {
                await go.Task;
                (context.Response.StatusCode, context.Response.Headers.ETag) = (StatusCodes.Status304NotModified, "\"a\"");
                return;
            }

            context.Response.OnStarting(() =>
            {
                context.Response.Headers.CacheControl = "max-age=0, stale-while-revalidate=600";
                return Task.CompletedTask;
            });
            await PartAsync(context);
        });
        await edge.TextAsync("/x", ("Range", "bytes=0-4"));
        Assert.Equal("01234", await edge.TextAsync("/x", ("Range", "bytes=0-4")));

        var whole = edge.GetAsync("/x");
        await Task.WhenAny(whole).WaitAsync(TimeSpan.FromMilliseconds(200)).ContinueWith(_ => { }, TaskScheduler.Default);
        go.SetResult();
        using var answer = await whole;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Bytes, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(true, "bytes=1-3", 206, "bytes 1-3/10")]
    [InlineData(true, "bytes=0-1,8-9", 206, null)]
    [InlineData(true, "bytes=20-", 416, "bytes */10")]
    [InlineData(false, "bytes=1-3", 206, "bytes 1-3/10")]
    [InlineData(false, "bytes=20-", 416, "bytes */10")]
    public async Task Range_CutFromAWhole_HasNoDigestOfItsContent(bool isStored, string range, int status, string? expected)
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            // What is stale is asked for whole, and the range cut from the answer while it arrives.
            var headers = context.Response.Headers;
            (headers.CacheControl, headers.ETag) = (isStored ? "max-age=3600" : "no-cache", $"\"{Interlocked.Increment(ref asked).Text()}\"");
            (headers["Content-Digest"], headers["Content-MD5"], headers["Repr-Digest"], headers.ContentLength) = ("sha-256=:a=:", "b", "sha-256=:c=:", 10);
            return context.Response.WriteAsync(Bytes);
        });
        await edge.TextAsync("/x");

        using var answer = await edge.GetAsync("/x", ("Range", range));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal((expected, null, null, "sha-256=:c=:"), Fields(answer));
        Assert.Equal(isStored ? 1 : 2, asked);
        using var whole = await edge.GetAsync("/x");
        Assert.Equal((null, "sha-256=:a=:", "b", "sha-256=:c=:"), Fields(whole));
    }

    private static (string? Range, string? Digest, string? Md5, string? OfWhole) Fields(HttpResponseMessage answer)
    {
        string? Of(string name) => answer.Headers.NonValidated.TryGetValues(name, out var values) || answer.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;
        return (Of("Content-Range"), Of("Content-Digest"), Of("Content-MD5"), Of("Repr-Digest"));
    }

    // Each answer has digests of its own bytes, and one of the whole.
    private static async Task PartAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        (headers.CacheControl, headers.ETag, headers["Repr-Digest"]) = ("max-age=3600", "\"a\"", "sha-256=:whole=:");
        var (first, last) = (0, Bytes.Length - 1);
        if (context.Request.Headers.Range is [{ } range])
        {
            var ends = range["bytes=".Length..].Split('-');
            first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            last = ends[1].Length == 0 ? last : int.Parse(ends[1], CultureInfo.InvariantCulture);
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            headers.ContentRange = $"bytes {first.Text()}-{last.Text()}/10";
        }

        headers["Content-Digest"] = headers["Content-MD5"] = $"sha-256=:{first.Text()}-{last.Text()}=:";
        await context.Response.WriteAsync(Bytes[first..(last + 1)]);
    }
}
