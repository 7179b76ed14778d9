using System.Net;
using System.Text;
using Gateway.Edge.Forwarding.Heads;
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
        { "status-099", "9110 §15", "099 X\r\nContent-Length: 5\r\n" },
        { "status-000", "9110 §15", "000 X\r\nContent-Length: 5\r\n" },
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
    public void Head_AsItCame_IsSureOfItsLengthOrNot(string head, bool isSure) =>
        Assert.Equal(isSure, AnswerLength.IsSure(Encoding.Latin1.GetBytes(head)));
}
