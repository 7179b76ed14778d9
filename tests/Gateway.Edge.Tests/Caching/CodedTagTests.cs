using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Tags that the edge gave to its own codings, in conditions that an origin judges (RFC 9110 §13.1.1, §13.1.2).</summary>
public sealed class CodedTagTests
{
    // RFC 9110 §8.8.1: by the date that both have, the parts of one coding would be joined with those of another.
    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    public async Task Range_ByADateThatCodingsShare_GetsTheWhole(string coding)
    {
        const string Date = "Sat, 01 Jan 2000 00:00:00 GMT";
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            context.Response.Headers.LastModified = Date;
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = 2_000;
            return CacheTest.FreshAsync(context, new string('x', 2_000));
        });

        for (var i = 0; i < 3; i++)
        {
            using var answer = await edge.GetAsync("/x", ("Accept-Encoding", coding), ("Range", "bytes=0-9"), ("If-Range", Date));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("CT-01", "PUT", "If-Match", "\"e-br\"", "\"e\"")]
    [InlineData("CT-02", "DELETE", "If-Match", "\"e-br\"", "\"e\"")]
    [InlineData("CT-03", "POST", "If-Match", "\"e-br\"", "\"e\"")]
    [InlineData("CT-04", "GET", "If-Match", "\"e-br\"", "\"e\"")]
    [InlineData("CT-05", "PUT", "If-Match", "\"x\", \"e-br\",W/\"e-br\"", "\"x\", \"e\", W/\"e\"")]
    [InlineData("CT-06", "PUT", "If-None-Match", "\"e-br\"", "\"e\"")]
    [InlineData("CT-07", "PUT", "If-Match", "\"e\"", "\"e\"")]
    [InlineData("CT-08", "PUT", "If-Match", "*", "*")]
    [InlineData("CT-09", "PUT", "If-Match", "\"x-br\"", "\"x-br\"")]
    [InlineData("CT-10", "PUT", "If-Match", "e-br", "e-br")]
    // Not one that the edge has made of this response.
    [InlineData("CT-11", "PUT", "If-Match", "\"e-zstd\"", "\"e-zstd\"")]
    [InlineData("CT-12", "PUT", "If-Match", "\"e-br-br\"", "\"e-br-br\"")]
    // The rest of one coding, or a difference to it, is not to be put to another.
    [InlineData("CT-13", "GET", "If-Match", "\"e-br\"", "\"e-br\"", "Range", "bytes=5-")]
    [InlineData("CT-14", "GET", "If-Range", "\"e-br\"", "\"e-br\"", "If-Match", "*")]
    [InlineData("CT-15", "GET", "If-None-Match", "\"e-br\"", "\"e-br\"", "A-IM", "vcdiff")]
    public async Task Tag_OfACodingOfTheEdges_GoesToTheOriginAsItsOwn(string id, string method, string field, string sent, string expected, string also = "X-Also", string value = "1")
    {
        string? seen = null;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            Volatile.Write(ref seen, context.Request.Headers[field].ToString());
            return TextAsync(context, "\"e\"");
        });
        await EncodedAsync(edge, "/x");

        using var request = new HttpRequestMessage(new HttpMethod(method), "/x");
        request.Headers.TryAddWithoutValidation(field, sent);
        request.Headers.TryAddWithoutValidation(also, value);
        using var answer = await edge.Client.SendAsync(request).WaitAsync(CacheTest.Patience);

        Assert.True(string.Equals(expected, Volatile.Read(ref seen), StringComparison.Ordinal), $"{id}: {seen}");
    }

    [Fact]
    public async Task Change_OfWhatTheEdgeEncoded_SucceedsOnceWithItsTag()
    {
        var tag = "\"e\"";
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            if (context.Request.Method == HttpMethods.Get)
                return TextAsync(context, Volatile.Read(ref tag));
            var isCurrent = context.Request.Headers.IfMatch == Volatile.Read(ref tag);
            context.Response.StatusCode = isCurrent ? StatusCodes.Status204NoContent : StatusCodes.Status412PreconditionFailed;
            Volatile.Write(ref tag, "\"f\"");
            return Task.CompletedTask;
        });
        await EncodedAsync(edge, "/x");

        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(edge, "\"e-br\""));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await PutAsync(edge, "\"e-br\""));
    }

    [Fact]
    public async Task Tag_ThatTheOriginGaveItself_IsNotTouched()
    {
        string? seen = null;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            Volatile.Write(ref seen, context.Request.Headers.IfMatch.ToString());
            context.Response.Headers.Vary = "X-Kind";
            return TextAsync(context, context.Request.Headers["X-Kind"] == "coded" ? "\"e-br\"" : "\"e\"");
        });
        await EncodedAsync(edge, "/x");
        await edge.TextAsync("/x", ("X-Kind", "coded"));

        await PutAsync(edge, "\"e-br\"");

        Assert.Equal("\"e-br\"", Volatile.Read(ref seen));
    }

    private static async Task<HttpStatusCode> PutAsync(FakeOrigin edge, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/x");
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        using var answer = await edge.Client.SendAsync(request).WaitAsync(CacheTest.Patience);
        return answer.StatusCode;
    }

    private static Task TextAsync(HttpContext context, string tag)
    {
        (context.Response.Headers.ETag, context.Response.ContentType) = (tag, "text/plain");
        return CacheTest.FreshAsync(context, new string('a', 2_000));
    }

    // Asks until the edge has made the coding.
    private static async Task EncodedAsync(FakeOrigin edge, string path)
    {
        using var patience = new CancellationTokenSource(CacheTest.Patience);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            using var answer = await edge.GetAsync(path, ("Accept-Encoding", "br"));
            if (answer.Headers.ETag?.Tag == "\"e-br\"")
                return;
        }
    }
}
