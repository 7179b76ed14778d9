using System.Net;
using System.Text;
using Gateway.Edge.Forwarding.Heads;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Answers of origins that break the syntax of HTTP, on their two ways through the edge: as fills and past the cache.</summary>
public sealed class MalformedAnswerTests
{
    /// <summary>Id, section, the rest of the status line, fields.</summary>
    public static readonly TheoryData<string, string, string> Refused = new()
    {
        { "cl-differing", "9112 §6.3, 5", "200 OK\r\nContent-Length: 5\r\nContent-Length: 3\r\n" },
        { "cl-same", "9112 §6.3, 5", "200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n" },
        { "cl-list", "9112 §6.3, 5", "200 OK\r\nContent-Length: 5, 5\r\n" },
        { "cl-list-differing", "9112 §6.3, 5", "200 OK\r\nContent-Length: 5, 3\r\n" },
        { "cl-first-empty", "9112 §6.3, 5", "200 OK\r\nContent-Length: 0\r\nContent-Length: 5\r\n" },
        { "cl-negative", "9112 §6.3, 5", "200 OK\r\nContent-Length: -5\r\n" },
        { "cl-hexadecimal", "9112 §6.3, 5", "200 OK\r\nContent-Length: 0x5\r\n" },
        { "cl-nothing", "9112 §6.3, 5", "200 OK\r\nContent-Length: \r\n" },
        { "cl-huge", "9112 §6.3, 5", "200 OK\r\nContent-Length: 18446744073709551616\r\n" },
        { "cl-bare-lf", "9112 §2.2", "200 OK\nContent-Length: 5\nContent-Length: 3\r\n" },
        { "cl-behind-interim", "9112 §6.3, 5", "103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 3\r\n" },
        { "cl-of-304", "9112 §6.3, 5", "304 Not Modified\r\nContent-Length: 5\r\nContent-Length: 3\r\n" },
        { "te-beside-cl", "9112 §6.3, 3", "200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n" },
        { "te-behind-cl", "9112 §6.3, 3", "200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n" },
        { "te-two", "9112 §6.1", "200 OK\r\nTransfer-Encoding: gzip, chunked\r\n" },
        { "te-not-last", "9112 §6.3, 4", "200 OK\r\nTransfer-Encoding: chunked, gzip\r\n" },
        { "te-twice", "9112 §6.1", "200 OK\r\nTransfer-Encoding: chunked, chunked\r\n" },
        { "te-two-lines", "9112 §6.1", "200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" },
        { "te-unknown", "9112 §6.1", "200 OK\r\nTransfer-Encoding: xchunked\r\n" },
        { "te-unknown-cl", "9112 §6.1", "200 OK\r\nTransfer-Encoding: xchunked\r\nContent-Length: 5\r\n" },
        { "te-gzip", "9112 §6.3, 4", "200 OK\r\nTransfer-Encoding: gzip\r\n" },
        { "te-parameter", "9112 §7", "200 OK\r\nTransfer-Encoding: chunked;q=1\r\n" },
        { "te-folded", "9112 §5.2", "200 OK\r\nTransfer-Encoding: chunked\r\n , gzip\r\n" },
        { "status-099", "9110 §15", "099 X\r\nContent-Length: 5\r\n" },
        { "status-000", "9110 §15", "000 X\r\nContent-Length: 5\r\n" },
        { "value-control", "9110 §5.5", "200 OK\r\nContent-Length: 5\r\nX-C: a\u0001b\r\n" },
        { "value-delete", "9110 §5.5", "200 OK\r\nContent-Length: 5\r\nX-C: a\x7F\r\n" },
        { "value-second-line", "9110 §5.5", "200 OK\r\nContent-Length: 5\r\nX-C: a\r\nX-C: \u001B[2J\r\n" },
        { "value-of-content", "9110 §5.5", "200 OK\r\nContent-Length: 5\r\nContent-Type: text/\u0002\r\n" },
        { "name-space", "9110 §5.1", "200 OK\r\nContent-Length: 5\r\nX C: a\r\n" },
        { "name-control", "9110 §5.1", "200 OK\r\nContent-Length: 5\r\nX\u0001C: a\r\n" },
        { "name-no-ascii", "9110 §5.1", "200 OK\r\nContent-Length: 5\r\nX\u00E9: a\r\n" },
        { "name-empty", "9110 §5.1", "200 OK\r\nContent-Length: 5\r\n: a\r\n" },
        { "204-length", "9110 §8.6", "204 No Content\r\nContent-Length: 5\r\n" },
        { "205-content", "9110 §15.3.6", "205 Reset Content\r\nContent-Length: 5\r\n" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Answer_ThatIsRefused_IsA502AndNeverStored(string id, string section, string head)
    {
        await using var origin = new LaxOrigin(t => t.Contains("/bad", StringComparison.Ordinal) ? $"HTTP/1.1 {head}Cache-Control: public, max-age=300\r\n\r\nhello" : null);
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));
        Assert.Equal("ok", await edge.TextAsync("/site/before"));

        foreach (var message in new[] { "GET /site/bad", "GET /site/bad", "POST /site/bad", "HEAD /site/bad" })
        {
            var answer = await edge.RawAsync($"{message} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

            var final = answer[Math.Max(0, answer.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal))..];
            Assert.True(final.StartsWith("HTTP/1.1 502 ", StringComparison.Ordinal), $"{id} (RFC {section}), {message}: {answer}");
            Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        }

        Assert.Equal(4, origin.Heads.Count(h => h.Contains("/site/bad", StringComparison.Ordinal)));
        Assert.Equal("ok", await edge.TextAsync("/site/after"));
        // One line for the whole of it, and none of a failure that nobody handled.
        Assert.DoesNotContain(edge.Logs.From(LogLevel.Warning), l => l.Event is not (>= 6301 and <= 6399));
    }

    [Theory]
    [InlineData("GET", "Content-Length: 5\r\nContent-Length: 3\r\n")]
    [InlineData("POST", "Content-Length: 5\r\nContent-Length: 3\r\n")]
    [InlineData("GET", "Content-Length: 0\r\nContent-Length: 5\r\n")]
    [InlineData("POST", "Content-Length: 5\r\nContent-Length: 5\r\n")]
    [InlineData("GET", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("POST", "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n")]
    public async Task Answer_OfNoSureLength_ClosesTheOriginsConnection(string method, string lengths)
    {
        await using var origin = new LaxOrigin(t => t.Contains("/bad", StringComparison.Ordinal) ? $"HTTP/1.1 200 OK\r\n{lengths}\r\nhello" : null);
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));
        Assert.Equal("ok", await edge.TextAsync("/site/before"));
        Assert.Equal("ok", await edge.TextAsync("/site/before-too"));
        Assert.Equal(1, origin.Connections);

        await edge.RawAsync($"{method} /site/bad HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nabcd");

        Assert.Equal("ok", await edge.TextAsync("/site/after"));
        Assert.Equal(2, origin.Connections);
    }

    [Theory]
    [InlineData("AG-20", "99999999999999999999999", "2147483648")]
    [InlineData("AG-21", "2147483649", "2147483648")]
    [InlineData("AG-22", "-5", null)]
    [InlineData("AG-23", "abc", null)]
    [InlineData("AG-24", "7.5", null)]
    [InlineData("AG-25", "", null)]
    [InlineData("AG-26", "5, 9", "5")]
    [InlineData("AG-27", "5\r\nAge: 9", "5")]
    [InlineData("AG-28", "x\r\nAge: 9", null)]
    [InlineData("AG-29", "0010", "10")]
    [InlineData("AG-30", "10", "10")]
    public async Task Age_OfAnOrigin_IsPassedOnAsItCounts(string id, string age, string? expected)
    {
        await using var origin = new LaxOrigin(_ => $"HTTP/1.1 200 OK\r\nAge: {age}\r\nCache-Control: max-age=5000000000\r\nContent-Length: 2\r\n\r\nok");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, new Uri("/site/x", UriKind.Relative));
            using var answer = await edge.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var actual = answer.Headers.NonValidated.TryGetValues("Age", out var values) ? values.ToString() : null;
            Assert.True(expected == actual, $"{id} (RFC 9111 §5.1, §1.2.2), {method}: {actual}");
        }
    }

    [Theory]
    [InlineData("205-chunked", "205 Reset Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("205-to-the-end", "205 Reset Content\r\nConnection: close\r\n\r\nhello")]
    public async Task Answer_WithContentThatItsStatusForbids_IsA502AndNeverStored(string id, string message)
    {
        await using var origin = new LaxOrigin(t => t.Contains("/bad", StringComparison.Ordinal) ? $"HTTP/1.1 {message.Replace(" Content\r\n", " Content\r\nCache-Control: public, max-age=300\r\n", StringComparison.Ordinal)}" : null);
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        foreach (var method in new[] { "GET", "GET", "POST" })
        {
            var answer = await edge.RawAsync($"{method} /site/bad HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            Assert.True(answer.StartsWith("HTTP/1.1 502 ", StringComparison.Ordinal), $"{id} (RFC 9110 §15.3.6), {method}: {answer}");
        }

        Assert.Equal(3, origin.Heads.Count);
        Assert.Equal("ok", await edge.TextAsync("/site/after"));
        Assert.DoesNotContain(edge.Logs.From(LogLevel.Warning), l => l.Event is not (>= 6301 and <= 6399));
    }

    [Theory]
    [InlineData("204 No Content\r\n\r\n", 204, null)]
    [InlineData("204 No Content\r\nContent-Length: 0\r\n\r\n", 204, null)]
    [InlineData("205 Reset Content\r\nContent-Length: 0\r\n\r\n", 205, "0")]
    [InlineData("205 Reset Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 205, null)]
    public async Task Answer_WithoutContent_IsPassedOn(string message, int status, string? length)
    {
        await using var origin = new LaxOrigin(_ => $"HTTP/1.1 {message}");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        foreach (var method in new[] { "GET", "POST", "GET" })
        {
            var answer = await edge.RawAsync($"{method} /site/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

            Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
            var line = answer.Split("\r\n").FirstOrDefault(static l => l.StartsWith("Content-Length: ", StringComparison.Ordinal));
            Assert.Equal(length ?? (status == 205 ? "0" : null), line?["Content-Length: ".Length..]);
        }
    }

    [Theory]
    [InlineData("GET", "304 Not Modified\r\n")]
    [InlineData("HEAD", "200 OK\r\nContent-Length: 4\r\n")]
    public async Task Update_WithAControlCharacter_LeavesTheStoredAnswerGood(string method, string update)
    {
        var isBad = false;
        await using var origin = new LaxOrigin(_ => Volatile.Read(ref isBad)
            ? $"HTTP/1.1 {update}ETag: \"a\"\r\nCache-Control: max-age=300\r\nX-C: a\u0001b\r\n\r\n"
            : "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nCache-Control: max-age=300\r\nContent-Length: 4\r\n\r\ngood");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));
        Assert.Equal("good", await edge.TextAsync("/site/x"));

        Volatile.Write(ref isBad, true);
        await edge.RawAsync($"{method} /site/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCache-Control: no-cache\r\n\r\n");

        Assert.Equal(2, origin.Heads.Count);
        for (var i = 0; i < 2; i++)
        {
            using var answer = await edge.GetAsync("/site/x");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("good", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.False(answer.Headers.Contains("X-C"));
        }

        Assert.DoesNotContain(edge.Logs.From(LogLevel.Warning), l => l.Event is not (>= 6301 and <= 6399));
    }

    [Fact]
    public async Task Reason_WithAControlCharacter_IsNotPassedOn_AndEndsOfLinesAreSpaces()
    {
        await using var origin = new LaxOrigin(_ => "HTTP/1.1 200 OK\u0001\r\nX-Tab: a\tb\r\nX-Ends: c\rSet-Cookie: d\0\r\nContent-Length: 2\r\n\r\nok");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        var answer = await edge.RawAsync("POST /site/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("X-Tab: a\tb\r\n", answer, StringComparison.Ordinal);
        // RFC 9110 §5.5 lets a recipient put a space in place of CR, LF and NUL; the client of .NET does.
        Assert.Matches("X-Ends: c Set-Cookie: d ?\r\n", answer);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Trailer_WithAControlCharacter_IsLeftOut(string method)
    {
        await using var origin = new LaxOrigin(_ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-C: a\u0001b\r\nX-D: e\r\n\r\n");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, HttpProtocols.Http2, settings: origin.Route("/site/{**path}"));

        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/site/x", UriKind.Relative)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await edge.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("ok", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("e", Assert.Single(answer.TrailingHeaders).Value.Single());
    }

    [Fact]
    public async Task Status_OfNoKnownClass_IsPassedOn()
    {
        await using var origin = new LaxOrigin(_ => "HTTP/1.1 999 X\r\nContent-Length: 2\r\n\r\nok");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        using var answer = await edge.GetAsync("/site/x");

        Assert.Equal(999, (int)answer.StatusCode);
    }

    [Fact]
    public async Task CacheControl_WhoseQuoteIsNeverClosed_IsNotStored()
    {
        await using var origin = new LaxOrigin(_ => "HTTP/1.1 200 OK\r\nCache-Control: max-age=60, x=\"a, private, b\r\nContent-Length: 2\r\n\r\nok");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        Assert.Equal("ok", await edge.TextAsync("/site/x"));
        Assert.Equal("ok", await edge.TextAsync("/site/x"));

        Assert.Equal(2, origin.Heads.Count);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-LENGTH:\t0005 \r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nX-Content-Length: 5\r\nContent-Length: 3\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length : 5\r\nContent-Length: 3\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5 5\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 5\n\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length:\r\n 5\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-ENCODING: Chunked\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nTransfer-Encoding: chunked\r\n\r\n", true)]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: \u000bchunked\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: deadbeef\r\n\r\n", true)] // Nobody's coding.
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: deadbeef\r\nContent-Length: 5\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: dead, beef\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: X-Gzip\r\n\r\n", false)]
    public void Head_AsItCame_IsSureOfItsEndOrNot(string head, bool isSure) =>
        Assert.Equal(isSure, AnswerFraming.FaultOf(Encoding.Latin1.GetBytes(head)) is null);
}
