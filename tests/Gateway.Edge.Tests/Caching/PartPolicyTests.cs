using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Caching;

/// <summary>A stored part and what is joined to it: the rules of storing hold for both (RFC 9111 §3), and the fields of both (§3.4).</summary>
public sealed class PartPolicyTests
{
    private const string Bytes = "0123456789";

    [Theory]
    [InlineData("Cache-Control", "private, max-age=300", null)]
    [InlineData("Cache-Control", "no-store, max-age=300", null)]
    [InlineData("Vary", "*", null)]
    [InlineData("Set-Cookie", "sid=alice", "Never")]
    [InlineData("Set-Cookie", "sid=alice", "Shared")]
    [InlineData("X-User", "alice", null)]
    public async Task Rest_ThatMayNotBeStored_IsNotJoined(string field, string value, string? cookies)
    {
        await using var edge = await FakeOrigin.StartAsync(
            context =>
            {
                var isAlice = context.Request.Headers["X-Who"] == "alice";
                return PartAsync(context, headers =>
                {
                    if (isAlice)
                        headers[field] = value;
                });
            },
            settings: cookies is null ? null : new() { ["Gateway:Cache:SetCookie"] = cookies });
        await edge.TextAsync("/x", ("Range", "bytes=0-4"));

        using var alice = await edge.GetAsync("/x", [("X-Who", "alice"), .. field is "X-User" ? [("Authorization", "Basic YTpi")] : Array.Empty<(string, string)>()]);
        using var bob = await edge.GetAsync("/x");

        Assert.Equal((HttpStatusCode.OK, value), (alice.StatusCode, Of(alice, field)));
        Assert.Equal(Bytes, await alice.Content.ReadAsStringAsync());
        Assert.NotEqual(value, Of(bob, field));
        Assert.Equal(Bytes, await bob.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Rest_AskedForByWhoWantsNothingStored_IsTheWhole()
    {
        var ranges = new List<string>();
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            ranges.Add(context.Request.Headers.Range.ToString());
            return PartAsync(context);
        });
        await edge.TextAsync("/x", ("Range", "bytes=0-4"));

        Assert.Equal(Bytes, await edge.TextAsync("/x", ("Cache-Control", "no-store")));

        Assert.Equal(["bytes=0-4", ""], ranges);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whole_JoinedWithARestThatLeavesFieldsOut_HasThoseOfTheFirstPart(bool isByTheClient)
    {
        await using var edge = await FakeOrigin.StartAsync(context => PartAsync(context));
        await edge.TextAsync("/x", ("Range", "bytes=0-4"));
        if (isByTheClient)
            await edge.TextAsync("/x", ("Range", "bytes=5-9"), ("If-Range", "\"a\""));

        for (var i = 0; i < 2; i++)
        {
            using var answer = await edge.GetAsync("/x");

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(("text/x-first", "default-src 'none'", "de", "Sun, 01 Mar 2026 12:00:00 GMT"), (Of(answer, "Content-Type"), Of(answer, "Content-Security-Policy"), Of(answer, "Content-Language"), Of(answer, "Last-Modified")));
            Assert.Equal(Bytes, await answer.Content.ReadAsStringAsync());
            if (i > 0 || isByTheClient)
                Assert.Contains("hit", answer.CacheStatus(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whole_BrokenOffAndCompleted_HasTheFieldsOfItsBeginning()
    {
        var (ranges, read) = (new List<string>(), CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            ranges.Add(context.Request.Headers.Range.ToString());
            if (ranges.Count > 1)
            {
                await PartAsync(context);
                return;
            }

            Describe(context.Response.Headers);
            context.Response.ContentLength = Bytes.Length;
            await context.Response.WriteAsync(Bytes[..5]);
            await context.Response.Body.FlushAsync();
            await read.Task.WaitAsync(CacheTest.Patience);
            context.Abort();
        });
        using (var broken = await edge.GetAsync("/x"))
        {
            await using var body = await broken.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[5]).AsTask().WaitAsync(CacheTest.Patience);
            read.SetResult();
            await Assert.ThrowsAnyAsync<IOException>(() => body.ReadAsync(new byte[1]).AsTask().WaitAsync(CacheTest.Patience));
        }

        using var answer = await edge.GetAsync("/x");

        Assert.Equal(("text/x-first", "default-src 'none'", "10"), (Of(answer, "Content-Type"), Of(answer, "Content-Security-Policy"), Of(answer, "Content-Length")));
        Assert.Equal(["", "bytes=5-"], ranges);
        Assert.Equal(Bytes, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Part_WithoutTheFieldsThatItsAskerHas_IsNotStored()
    {
        await using var edge = await FakeOrigin.StartAsync(context => PartAsync(context));
        await edge.TextAsync("/x", ("Range", "bytes=0-4"), ("If-Range", "\"a\""));

        using var part = await edge.GetAsync("/x", ("Range", "bytes=0-4"));
        using var whole = await edge.GetAsync("/x");

        Assert.Equal(("text/x-first", "text/x-first"), (Of(part, "Content-Type"), Of(whole, "Content-Type")));
        Assert.Equal(Bytes, await whole.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Parts_OfDifferentCodings_AreNotJoined()
    {
        await using var edge = await FakeOrigin.StartAsync(context => PartAsync(context, headers =>
        {
            if (context.Request.Headers.Range == "bytes=0-4")
                headers.ContentEncoding = "x-other";
        }));
        await edge.TextAsync("/x", ("Range", "bytes=0-4"));
        await edge.TextAsync("/x", ("Range", "bytes=5-9"));

        using var answer = await edge.GetAsync("/x", ("Range", "bytes=0-4"));
        using var joined = await edge.GetAsync("/x", ("Range", "bytes=3-6"));

        Assert.Equal("x-other", Of(answer, "Content-Encoding"));
        Assert.DoesNotContain("hit", joined.CacheStatus(), StringComparison.Ordinal);
    }

    private static string? Of(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values) || answer.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    private static void Describe(IHeaderDictionary headers)
    {
        (headers.CacheControl, headers.ETag) = ("max-age=3600", "\"a\"");
        (headers.ContentType, headers.ContentSecurityPolicy, headers.ContentLanguage, headers.LastModified) = ("text/x-first", "default-src 'none'", "de", "Sun, 01 Mar 2026 12:00:00 GMT");
    }

    // As RFC 9110 §15.3.7 has it: who says with If-Range that the rest is there is not sent its fields again.
    private static async Task PartAsync(HttpContext context, Action<IHeaderDictionary>? more = null)
    {
        var headers = context.Response.Headers;
        Describe(headers);
        if (context.Request.Headers.IfRange.Count > 0)
            (headers.ContentType, headers.ContentSecurityPolicy, headers.ContentLanguage, headers.LastModified) = (default, default, default, default);
        more?.Invoke(headers);
        var (first, last) = (0, Bytes.Length - 1);
        if (context.Request.Headers.Range is [{ } range])
        {
            var ends = range["bytes=".Length..].Split('-');
            first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            last = ends[1].Length == 0 ? last : int.Parse(ends[1], CultureInfo.InvariantCulture);
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            headers.ContentRange = $"bytes {first.Text()}-{last.Text()}/10";
        }

        await context.Response.WriteAsync(Bytes[first..(last + 1)]);
    }
}
