using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Answers to a question that the request did not ask (RFC 9110 §15.2.2, §15.3.7, §15.4.5), as fills and past the cache.</summary>
public sealed class UnaskedAnswerTests
{
    [Theory]
    [InlineData("304-unconditional", "304 Not Modified\r\nETag: \"a\"\r\n\r\n")]
    [InlineData("206-without-range", "206 Partial Content\r\nContent-Range: bytes 0-1/5\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("101-without-upgrade", "101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")]
    public async Task Answer_ThatWasNotAskedFor_IsA502(string id, string message)
    {
        await using var origin = new LaxOrigin(_ => $"HTTP/1.1 {message}");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        foreach (var field in new[] { "", "", "If-Match: \"a\"\r\n" })
        {
            var answer = await edge.RawAsync($"GET /site/x HTTP/1.1\r\nHost: a\r\n{field}Connection: close\r\n\r\n");
            Assert.True(answer.StartsWith("HTTP/1.1 502 ", StringComparison.Ordinal), $"{id}: {answer}");
        }

        // Told of as what it is, and of the destination, once.
        Assert.Single(edge.Logs.From(LogLevel.Warning), l => l.Event is >= 6301 and <= 6399 && l.Text.Contains("not asked", StringComparison.Ordinal));
        Assert.DoesNotContain(edge.Logs.From(LogLevel.Warning), l => l.Text.Contains("Object reference", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("If-Match: \"a\"\r\nIf-None-Match: \"a\"", "304 Not Modified\r\nETag: \"a\"\r\n\r\n", 304)]
    [InlineData("If-Match: \"a\"\r\nRange: bytes=0-1", "206 Partial Content\r\nContent-Range: bytes 0-1/5\r\nContent-Length: 2\r\n\r\nok", 206)]
    public async Task Answer_ThatWasAskedFor_IsPassedOn(string field, string message, int status)
    {
        await using var origin = new LaxOrigin(_ => $"HTTP/1.1 {message}");
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: origin.Route("/site/{**path}"));

        var answer = await edge.RawAsync($"GET /site/x HTTP/1.1\r\nHost: a\r\n{field}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }
}
