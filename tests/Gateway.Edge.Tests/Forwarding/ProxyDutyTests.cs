using System.Net;
using Gateway.Edge.Tests.Caching;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Tests.Forwarding;

/// <summary>What every proxy owes those behind it (RFC 9110 §7.6).</summary>
public sealed class ProxyDutyTests
{
    [Theory]
    [InlineData(null, "^Via: 1.1 gateway-[0-9a-f]{16}$")]
    [InlineData("1.0 fred", "^Via: 1.0 fred, 1.1 gateway-[0-9a-f]{16}$")]
    [InlineData("1.1 gateway-0123456789abcdef", "^Via: 1.1 gateway-0123456789abcdef, 1.1 gateway-[0-9a-f]{16}$")]
    public async Task Via_AtTheOperatorsOrigin_NamesTheEdgeLast(string? sent, string expected)
    {
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(null, settings: origin.Route("/{**rest}"));

        // Once by a fill, once past the cache.
        using (await edge.GetAsync("/a", sent is null ? [] : [("Via", sent)]))
        using (await edge.GetAsync("/b", sent is null ? [("If-Match", "\"x\"")] : [("Via", sent), ("If-Match", "\"x\"")]))
            Assert.Equal(2, origin.Heads.Count);
        Assert.All(origin.Heads, h => Assert.Matches(expected, Assert.Single(h.Split("\r\n"), l => l.StartsWith("Via:", StringComparison.OrdinalIgnoreCase))));
    }

    // What forwards them would send each as the method that it looks like.
    [Theory]
    [InlineData("get", false)]
    [InlineData("Head", false)]
    [InlineData("query", false)]
    [InlineData("pUT", false)]
    [InlineData("QUERY", true)]
    [InlineData("foo", true)]
    [InlineData("GETS", true)]
    public async Task Method_InOtherLetters_IsNone(string method, bool isForwarded)
    {
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(null, settings: origin.Route("/{**rest}"));

        var answer = await edge.RawAsync($"{method} /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        if (isForwarded)
            Assert.StartsWith($"{method} /a ", Assert.Single(origin.Heads), StringComparison.Ordinal);
        else
            Assert.StartsWith("HTTP/1.1 501 ", answer, StringComparison.Ordinal);
        Assert.Equal(isForwarded ? 1 : 0, origin.Heads.Count);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Via_WithTheEdgesOwnName_EndsTheLoop(string method)
    {
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(null, settings: origin.Route("/{**rest}"));
        await edge.TextAsync("/a");
        var via = Assert.Single(Assert.Single(origin.Heads).Split("\r\n"), l => l.StartsWith("Via:", StringComparison.OrdinalIgnoreCase));

        for (var i = 0; i < 2; i++)
            Assert.StartsWith("HTTP/1.1 508 ", await edge.RawAsync($"{method} /b HTTP/1.1\r\nHost: a\r\n{via}, 1.1 other\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

        Assert.Single(origin.Heads);
        Assert.Equal(6005, Assert.Single(edge.Logs.From(LogLevel.Warning)).Event);
    }

    [Theory]
    [InlineData("OPTIONS", HttpStatusCode.NoContent)]
    [InlineData("TRACE", HttpStatusCode.MethodNotAllowed)]
    public async Task MaxForwards_AtZero_EndsHere(string method, HttpStatusCode expected)
    {
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(null, settings: origin.Route("/{**rest}"));
        using var request = new HttpRequestMessage(new HttpMethod(method), "/x");
        request.Headers.MaxForwards = 0;

        using var answer = await edge.Client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Empty(origin.Heads);
    }

    [Theory]
    [InlineData("OPTIONS", "5", "Max-Forwards: 4")]
    [InlineData("GET", "0", "Max-Forwards: 0")]
    [InlineData("OPTIONS", "many", "Max-Forwards: many")]
    public async Task MaxForwards_Otherwise_IsCountedDownWhereItCounts(string method, string sent, string expected)
    {
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(null, settings: origin.Route("/{**rest}"));
        using var request = new HttpRequestMessage(new HttpMethod(method), "/x");
        request.Headers.TryAddWithoutValidation("Max-Forwards", sent);

        using var answer = await edge.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(expected + "\r\n", Assert.Single(origin.Heads), StringComparison.Ordinal);
    }
}
