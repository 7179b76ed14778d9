using System.Net;
using System.Net.Sockets;
using Gateway.Edge.Forwarding.Outages;
using Gateway.Edge.Tests.Caching;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Edge.Tests.Forwarding;

/// <summary>What operators read of exchanges that the edge ends because its origin is silent.</summary>
public sealed class TimeoutTests
{
    [Theory]
    [InlineData("TO-1", "GET", "", "RequestTimedOut")]
    [InlineData("TO-2", "POST", "", "RequestTimedOut")]
    [InlineData("TO-3", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf", "ResponseBodyDestination")]
    [InlineData("TO-4", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "ResponseBodyDestination")]
    [InlineData("TO-5", "POST", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf", "ResponseBodyDestination")]
    public async Task Silence_OfAnOperatorsSite_IsToldWithItsLimit(string id, string method, string begins, string error)
    {
        await using var origin = new LaxOrigin(_ => begins);
        var settings = origin.Route("/site/{**path}");
        settings["ReverseProxy:Clusters:site:HttpRequest:ActivityTimeout"] = "00:00:00.250";
        await using var edge = await FakeOrigin.StartAsync(_ => Task.CompletedTask, settings: settings);

        Assert.Equal($"{error} (timed out: silent for 00:00:00.2500000).", await ToldAsync(edge, $"{method} /site/x HTTP/1.1\r\nHost: {id}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
    }

    [Theory]
    [InlineData(false, "RequestTimedOut")]
    [InlineData(true, "ResponseBodyDestination")]
    public async Task Silence_OfTheGatewaysOwnOrigin_IsToldWithItsLimit(bool begins, string error)
    {
        var ended = CacheTest.Signal();
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                if (begins)
                    await context.Response.WriteAsync("half");
                await ended.Task.WaitAsync(CacheTest.Patience);
            },
            settings: new() { ["Gateway:Edge:SilenceTimeout"] = "00:00:01" });

        Assert.Equal($"{error} (timed out: silent for 00:00:01).", await ToldAsync(edge, "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
        ended.SetResult();
    }

    [Fact]
    public async Task Silence_OfASiteThatTakesNoMoreOfAnUpload_IsToldWithItsLimit()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptTcpClientAsync();
        await using var edge = await FakeOrigin.StartAsync(
            _ => Task.CompletedTask,
            settings: new()
            {
                ["ReverseProxy:Routes:site:ClusterId"] = "site",
                ["ReverseProxy:Routes:site:Match:Path"] = "/site/{**path}",
                ["ReverseProxy:Clusters:site:HttpRequest:ActivityTimeout"] = "00:00:00.250",
                ["ReverseProxy:Clusters:site:Destinations:a:Address"] = $"http://{listener.LocalEndpoint}/",
            });

        using var answer = await edge.Client.PostAsync(new Uri("/site/x", UriKind.Relative), new ByteArrayContent(new byte[20 << 20])).WaitAsync(CacheTest.Patience);
        using var taken = await accepting;

        Assert.Contains("(timed out: silent for 00:00:00.2500000).", Assert.Single(edge.Logs.From(LogLevel.Warning)).Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, ForwarderError, Exception?, string?> Failures => new()
    {
        { "no limit of its own", ForwarderError.RequestTimedOut, new TaskCanceledException("x", new IOException("y")), "timed out: silent for 00:01:40" },
        { "no connection", ForwarderError.RequestTimedOut, new TaskCanceledException("x", new TimeoutException("y")), "timed out: no connection within 00:00:05" },
        { "broken off", ForwarderError.ResponseBodyDestination, new HttpIOException(HttpRequestError.ResponseEnded, "y"), "y (ResponseEnded)" },
        { "the client's doing", ForwarderError.RequestCanceled, new TaskCanceledException("x"), "x" },
        { "nothing known", ForwarderError.NoAvailableDestinations, null, null },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Reason_OfAFailure_IsTheLimitThatItCameUpAgainst_OrWhatTheConnectionSays(string id, ForwarderError error, Exception? exception, string? reason) =>
        Assert.Equal((id, reason), (id, FailureReason.Of(error, exception, silence: null, connecting: TimeSpan.FromSeconds(5))));

    private static async Task<string> ToldAsync(FakeOrigin edge, string message)
    {
        try
        {
            await edge.RawAsync(message);
        }
        catch (IOException)
        {
            // An answer that has begun is cut off.
        }

        // Ends when the request has come to its end.
        await edge.StopAsync();
        var told = Assert.Single(edge.Logs.From(LogLevel.Warning), l => l.Event > 6300).Text;
        return told[(told.IndexOf(" fails: ", StringComparison.Ordinal) + 8)..(told.IndexOf(").", StringComparison.Ordinal) + 2)];
    }
}
