using Gateway.Edge.Caching.Entries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge.Tests.Caching;

/// <summary>What requests look up, and what they change, by the forms of their targets (RFC 9112 §3.2).</summary>
public sealed class EntryKeyTests
{
    // Id, target, the key by which it is looked up, and the one that a change through it makes invalid; "-" for none.
    [Theory]
    [InlineData("EK-01", "/x?a", "/x?a", "-")]
    [InlineData("EK-02", "http://a/x?a", "/x?a", "/x?a")]
    [InlineData("EK-03", "http://a/a%20b", "-", "/a%20b")]
    [InlineData("EK-04", "http://a/a%2Fb?c=%2F", "-", "/a%2Fb?c=%2F")]
    [InlineData("EK-05", "http://a/x\\y", "-", "/x\\y")]
    [InlineData("EK-06", "http://a/x#y", "-", "/x")]
    [InlineData("EK-07", "http://a/x?a#/y", "-", "/x?a")]
    [InlineData("EK-08", "http://a?b", "-", "/?b")]
    [InlineData("EK-09", "http://a?b/c", "-", "/?b/c")]
    [InlineData("EK-10", "http://a", "-", "/")]
    [InlineData("EK-11", "*", "-", "-")]
    [InlineData("EK-12", "a:443", "-", "-")]
    public void Key_OfATarget_IsItsPathAndQuery(string id, string target, string read, string changed)
    {
        var request = new HttpRequestFeature { Scheme = "http", RawTarget = target, Headers = new HeaderDictionary { ["Host"] = "a" } };

        var actual = EntryKey.TryRead(request, route: null, out var key) ? key.Value.Address.Target : "-";
        var invalid = EntryKey.OfChange(request, route: null)?.Address.Target ?? "-";

        Assert.True((read, changed) == (actual, invalid), $"{id}: {actual}, {invalid}");
    }

    [Theory]
    [InlineData("/a%20b", "PUT http://a/a%20b")]
    [InlineData("/x", "PUT http://a/x#y")]
    [InlineData("/x", "DELETE http://a/x")]
    public async Task Change_ByTheAbsoluteForm_InvalidatesTheTarget(string stored, string change)
    {
        var asked = 0;
        await using var edge = await FakeOrigin.StartAsync(context => CacheTest.FreshAsync(context, Interlocked.Increment(ref asked).Text()));
        string get = $"GET {stored} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        await edge.RawAsync(get);
        Assert.Contains("gateway; hit", await edge.RawAsync(get), StringComparison.Ordinal);

        Assert.StartsWith("HTTP/1.1 200", await edge.RawAsync($"{change} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

        Assert.DoesNotContain("gateway; hit", await edge.RawAsync(get), StringComparison.Ordinal);
        Assert.Equal(3, asked);
    }
}
