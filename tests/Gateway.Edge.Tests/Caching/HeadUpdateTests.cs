using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Caching;

/// <summary>What an answer to HEAD may not make fresh again (RFC 9111 §4.3.5, §4.4).</summary>
public sealed class HeadUpdateTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\"0\"")]
    public async Task Head_WithoutAValidatorAfterAChange_LeavesTheStoredAnswerInvalid(string tag)
    {
        var text = "old";
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            var method = context.Request.Method;
            if (HttpMethods.IsPut(method))
            {
                text = "new";
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;
            }

            context.Response.ContentLength = 3;
            if (HttpMethods.IsGet(method) && tag.Length > 0)
                context.Response.Headers.ETag = tag;
            return CacheTest.FreshAsync(context, HttpMethods.IsHead(method) ? "" : text);
        });
        Assert.Equal("old", await edge.TextAsync("/x"));

        await SendAsync(edge, HttpMethod.Put);
        await SendAsync(edge, HttpMethod.Head);

        Assert.Equal("new", await edge.TextAsync("/x"));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(301)]
    public async Task Head_OfAnotherStatus_DoesNotFreshenWhatIsStored(int status)
    {
        var isThere = false;
        await using var edge = await FakeOrigin.StartAsync(context =>
        {
            context.Response.StatusCode = isThere ? StatusCodes.Status200OK : status;
            context.Response.ContentLength = 3;
            return CacheTest.FreshAsync(context, HttpMethods.IsHead(context.Request.Method) ? "" : isThere ? "new" : "old");
        });
        Assert.EndsWith("old", await RawAsync(edge, "GET"), StringComparison.Ordinal);

        isThere = true;
        await RawAsync(edge, "HEAD", "Cache-Control: no-cache\r\n");

        Assert.EndsWith("new", await RawAsync(edge, "GET"), StringComparison.Ordinal);
    }

    private static Task<string> RawAsync(FakeOrigin edge, string method, string fields = "") =>
        edge.RawAsync($"{method} /x HTTP/1.1\r\nHost: a\r\n{fields}Connection: close\r\n\r\n");

    private static async Task SendAsync(FakeOrigin edge, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, new Uri("/x", UriKind.Relative));
        using var answer = await edge.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }
}
