using System.Net.Sockets;
using System.Text;
using Gateway.Edge.Tests.Caching;
using Gateway.Edge.Tests.Caching.Direct;

namespace Gateway.Edge.Tests;

/// <summary>What is on its way when the edge is to end is answered still.</summary>
public sealed class LateRequestsTests
{
    [Theory]
    [InlineData(true, "/page")]
    [InlineData(false, "/page")]
    [InlineData(true, "/missing")]
    public async Task Request_OnAConnectionOfAServerThatListensNoMore_IsAnsweredAsItsLast(bool direct, string path)
    {
        await using var edge = await DirectEdge.StartAsync(direct, new LateRequests { Wait = CacheTest.Patience });
        await edge.FillAsync();
        using var client = await edge.ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(DirectEdge.Get(path)));
        Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[1]));
        var stopping = edge.Edge.StopAsync();
        await UntilNobodyListensAsync(edge);

        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(DirectEdge.Get(path)));
        var answers = await new StreamReader(client.GetStream(), Encoding.Latin1).ReadToEndAsync().WaitAsync(CacheTest.Patience);

        // The first letter of the first was read above.
        var last = answers[answers.IndexOf("HTTP/1.1 ", StringComparison.Ordinal)..];
        Assert.Contains("\r\nConnection: close\r\n", last, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\r\nConnection: close\r\n", answers[..^last.Length], StringComparison.OrdinalIgnoreCase);
        await stopping.WaitAsync(CacheTest.Patience);
    }

    [Fact]
    public async Task Connection_ThatBringsNothing_IsClosedAfterAWhile()
    {
        await using var edge = await DirectEdge.StartAsync(late: new LateRequests { Wait = TimeSpan.FromMilliseconds(1) });
        using var client = await edge.ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(DirectEdge.Get("/missing")));
        Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[1]));

        await edge.Edge.StopAsync().WaitAsync(CacheTest.Patience);

        Assert.StartsWith("TTP/1.1 404 ", await new StreamReader(client.GetStream(), Encoding.Latin1).ReadToEndAsync().WaitAsync(CacheTest.Patience), StringComparison.Ordinal);
    }

    private static async Task UntilNobodyListensAsync(DirectEdge edge)
    {
        while (true)
        {
            try
            {
                using var other = await edge.ConnectAsync();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                return;
            }
        }
    }
}
