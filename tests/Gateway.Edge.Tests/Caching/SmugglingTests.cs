using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge.Tests.Caching;

/// <summary>
/// Messages that two servers in a row may take for different numbers of requests (RFC 9112 §6.1, §6.3, §11.2). Behind each row
/// stands a request for <c>/smuggled</c>, which is content by one reading and a request by another.
/// </summary>
public sealed class SmugglingTests
{
    private const string Smuggled = "GET /site/smuggled HTTP/1.1\r\nHost: a\r\nX-Smuggled: 1\r\nConnection: close\r\n\r\n";

    /// <summary>Id, section of RFC 9112, head behind the request line and Host, content.</summary>
    public static readonly TheoryData<string, string, string, string> Shapes = new()
    {
        { "cl-te", "6.3-2.3", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n" },
        { "te-cl", "6.3-2.3", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "0\r\n\r\n" },
        { "cl-te-long", "6.3-2.3", "Content-Length: 100\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n" },
        { "cl-te-case", "6.3-2.3", "Content-Length: 5\r\ntransfer-ENCODING: CHUNKED\r\n\r\n", "0\r\n\r\n" },
        { "te-twice", "6.1-3", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "0\r\n\r\n" },
        { "te-list", "6.1-3", "Transfer-Encoding: chunked, chunked\r\n\r\n", "0\r\n\r\n" },
        { "te-list-unknown", "6.1-13", "Transfer-Encoding: gzip, chunked\r\n\r\n", "0\r\n\r\n" },
        { "te-unknown-last", "6.3-2.4", "Transfer-Encoding: chunked, identity\r\n\r\n", "0\r\n\r\n" },
        { "te-unknown", "6.1-13", "Transfer-Encoding: xchunked\r\n\r\n", "0\r\n\r\n" },
        { "te-unknown-cl", "6.3-2.4", "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\n", "0\r\n\r\n" },
        { "te-vertical-tab", "5.6", "Transfer-Encoding:\u000bchunked\r\nContent-Length: 5\r\n\r\n", "0\r\n\r\n" },
        { "te-space-before-colon", "5.1-2", "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n", "0\r\n\r\n" },
        { "te-folded", "5.2", "Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n", "0\r\n\r\n" },
        { "fold", "5.2", "X-A: b\r\n\tc\r\nContent-Length: 0\r\n\r\n", "" },
        { "fold-first", "2.2-8", " X-A: b\r\nContent-Length: 0\r\n\r\n", "" },
        { "cl-twice", "6.3-2.5", "Content-Length: 0\r\nContent-Length: 5\r\n\r\n", "12345" },
        { "cl-list", "6.3-2.5", "Content-Length: 0, 5\r\n\r\n", "12345" },
        { "cl-negative", "6.3-2.5", "Content-Length: -5\r\n\r\n", "12345" },
        { "cl-hexadecimal", "6.3-2.5", "Content-Length: 0x5\r\n\r\n", "12345" },
        { "cl-empty", "6.3-2.5", "Content-Length: \r\n\r\n", "12345" },
        { "cl-huge", "6.3-2.5", "Content-Length: 18446744073709551616\r\n\r\n", "12345" },
        { "bare-lf-field", "2.2-3", "X-A: b\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "0\r\n\r\n" },
        { "bare-lf-head", "2.2-3", "Content-Length: 5\n\n", "12345" },
        { "bare-lf-inside", "2.2-3", "X-A: b\n\nGET /site/smuggled HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "" },
        { "bare-cr-field", "2.2-4", "X-A: b\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "0\r\n\r\n" },
        { "null", "5.5", "X-A: b\0c\r\nContent-Length: 0\r\n\r\n", "" },
        { "chunk-bare-lf", "7.1", "Transfer-Encoding: chunked\r\n\r\n", "5\n12345\n0\n\n" },
        { "chunk-extension-bare-lf", "7.1.1", "Transfer-Encoding: chunked\r\n\r\n", "2;\nxx\r\n46\r\n0\r\n\r\n" },
        { "chunk-extension-bare-cr", "7.1.1", "Transfer-Encoding: chunked\r\n\r\n", "2;\rxx\r\n46\r\n0\r\n\r\n" },
        { "chunk-size-hexadecimal", "7.1", "Transfer-Encoding: chunked\r\n\r\n", "0x5\r\n12345\r\n0\r\n\r\n" },
        { "chunk-size-negative", "7.1", "Transfer-Encoding: chunked\r\n\r\n", "-5\r\n12345\r\n0\r\n\r\n" },
        { "chunk-size-overflow", "7.1-4", "Transfer-Encoding: chunked\r\n\r\n", "100000000000000005\r\n12345\r\n0\r\n\r\n" },
        { "chunk-too-long", "7.1", "Transfer-Encoding: chunked\r\n\r\n", "3\r\n12345\r\n0\r\n\r\n" },
        { "chunk-no-crlf", "7.1", "Transfer-Encoding: chunked\r\n\r\n", "5\r\n12345xx0\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Shape_AtAnOperatorsOrigin_IsOneRequestOrNone(string id, string section, string fields, string content)
    {
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        var answer = await ExchangeAsync(edge, $"POST /site/x HTTP/1.1\r\nHost: a\r\n{fields}{content}{Smuggled}");

        var heads = origin.Heads;
        Assert.True(heads.Count <= 1, $"{id} (RFC 9112 §{section}): {answer}\n{string.Join('\n', heads)}");
        Assert.All(heads, head =>
        {
            Assert.StartsWith("POST /site/x HTTP/1.1\r\n", head, StringComparison.Ordinal);
            var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.True(lines.Count(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase) || l.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase)) <= 1, head);
            Assert.All(lines, l => Assert.False(l[0] is ' ' or '\t' || l.AsSpan().ContainsAny("\r\n\0"), head));
        });
        Assert.DoesNotContain(heads, h => h.Contains("X-Smuggled", StringComparison.OrdinalIgnoreCase));
        // Whatever it was taken for: nobody after it gets the wrong answer over the same connection to the origin.
        Assert.Equal("ok", await edge.TextAsync("/site/after"));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Shape_AtTheGatewaysOrigin_IsOneRequestOrNone(string id, string section, string fields, string content)
    {
        var targets = new List<string>();
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            lock (targets)
                targets.Add(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("ok");
        });

        var answer = await ExchangeAsync(edge, $"POST /site/x HTTP/1.1\r\nHost: a\r\n{fields}{content}{Smuggled}");

        lock (targets)
            Assert.True(targets is [] or ["/site/x"], $"{id} (RFC 9112 §{section}): {answer}\n{string.Join('\n', targets)}");
        Assert.Equal("ok", await edge.TextAsync("/after"));
    }

    [Theory]
    [InlineData("+5")]
    [InlineData("0005")]
    [InlineData(" 5 ")]
    public async Task Length_InAnotherForm_GoesOnInItsOwn(string length)
    {
        // The server takes these for 5 and keeps no trace of them: what matters is that the origin counts the same.
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        await ExchangeAsync(edge, $"POST /site/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n12345{Smuggled}");

        Assert.Contains("\r\nContent-Length: 5\r\n", Assert.Single(origin.Heads), StringComparison.Ordinal);
        Assert.Equal("ok", await edge.TextAsync("/site/after"));
    }

    [Theory]
    [InlineData("000000000000000000000000005", "HTTP/1.1 200 ")]
    [InlineData("999999999999999999999999999", "HTTP/1.1 400 ")]
    [InlineData("4\u000b", "HTTP/1.1 400 ")]
    [InlineData("5\f", "HTTP/1.1 400 ")]
    [InlineData("5\u00a0", "HTTP/1.1 400 ")]
    public async Task Length_OfManyDigitsOrOddSpace_IsAnswered(string length, string expected)
    {
        await using var edge = await FakeOrigin.StartAsync(context => context.Request.Body.CopyToAsync(Stream.Null));

        var answer = await edge.RawAsync($"POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n12345");

        Assert.StartsWith(expected, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelined_InTheOpen_AreTwoRequests()
    {
        // What the rows above would look like if one of them got through.
        await using var origin = new LaxOrigin();
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        await ExchangeAsync(edge, "POST /site/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345" + Smuggled);

        Assert.Equal(2, origin.Heads.Count);
        Assert.Contains("X-Smuggled", origin.Heads[1], StringComparison.Ordinal);
    }

    // Sends, reads until the edge closes; it has time to answer twice before this side does.
    private static async Task<string> ExchangeAsync(FakeOrigin edge, string message)
    {
        using var client = new TcpClient();
        var address = edge.Client.BaseAddress!; // Set by StartAsync.
        await client.ConnectAsync(address.Host, address.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(message));
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var reading = reader.ReadToEndAsync();
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System));
        if (!reading.IsCompleted)
            client.Client.Shutdown(SocketShutdown.Send);
        try
        {
            return await reading.WaitAsync(CacheTest.Patience);
        }
        catch (IOException)
        {
            return "(reset)";
        }
    }
}
