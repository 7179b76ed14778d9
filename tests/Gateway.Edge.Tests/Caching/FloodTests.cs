using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Clients that begin much and end nothing: bodies without end, resets without number (issue 3, "Attacks").</summary>
public sealed class FloodTests
{
    [Fact]
    public async Task SlowBodies_AreEnded_AndHoldUpNobody()
    {
        var broken = 0;
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            try
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                await CacheTest.FreshAsync(context, "whole");
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                Interlocked.Increment(ref broken);
            }
        });
        var address = edge.Client.BaseAddress!; // Set by StartAsync.
        var slow = Enumerable.Range(0, 51).Select(async i =>
        {
            var line = ((string[])["POST /x", "PUT /api/articles/a", "GET /x"])[i % 3];
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes($"{line} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nx"));
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            return await reader.ReadToEndAsync().WaitAsync(CacheTest.Patience);
        }).ToArray();

        for (var i = 0; i < 50; i++)
            Assert.Equal("whole", await edge.TextAsync("/y" + (i % 7).Text()));

        Assert.All(await Task.WhenAll(slow), answer => Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal));
        // No origin goes on waiting for what will not come.
        for (var i = 0; i < 500 && Volatile.Read(ref broken) < 51; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.Equal(51, Volatile.Read(ref broken));
        // However many there are: one line.
        Assert.Equal([6004], edge.Logs.From(Microsoft.Extensions.Logging.LogLevel.Warning).Select(l => l.Event));
    }

    [Fact]
    public async Task Resets_Rapid_EndTheConnection_AndAskTheOriginForLittle()
    {
        const int Streams = 200_000;
        var (asked, hangs) = (0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(
            async context =>
            {
                if (context.Request.Path.StartsWithSegments("/r", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref asked);
                    await hangs.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                await CacheTest.FreshAsync(context, "whole");
            },
            HttpProtocols.Http2);
        var address = edge.Client.BaseAddress!; // Set by StartAsync.
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        var reading = ReadFramesAsync(stream);
        var sent = 0;
        try
        {
            await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
            await stream.WriteAsync(Frame(4, 0, 0, []));
            for (; sent < Streams && !reading.IsCompleted; sent++)
            {
                await stream.WriteAsync((byte[])[.. Frame(1, 0x05, (2 * sent) + 1, Head("/r/" + sent.Text())), .. Frame(3, 0, (2 * sent) + 1, [0, 0, 0, 8])]);
            }
        }
        catch (IOException)
        {
            // Closed while we wrote.
        }

        // It is told (GOAWAY), unless the connection's end is faster.
        Assert.DoesNotContain(1, await reading.WaitAsync(CacheTest.Patience));
        Assert.InRange(sent, 1, Streams - 1);
        Assert.Equal("whole", await edge.TextAsync("/x"));
        Assert.InRange(Volatile.Read(ref asked), 0, 1_000);
        hangs.SetResult();
        var cache = (Edge.Caching.SharedCache)edge.Services.GetService(typeof(Edge.Caching.SharedCache))!; // Registered by the edge.
        for (var i = 0; i < 500 && cache.Fills.Count > 0; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.Equal(0, cache.Fills.Count);
    }

    [Fact]
    public async Task ClientsGone_FromAddressesWithoutNumber_LeaveFewRequestsToTheOrigin()
    {
        const int Clients = 200;
        var (asked, under, hangs) = (0, 0, CacheTest.Signal());
        await using var edge = await FakeOrigin.StartAsync(async context =>
        {
            Interlocked.Increment(ref asked);
            Interlocked.Increment(ref under);
            await hangs.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Interlocked.Decrement(ref under);
            await CacheTest.FreshAsync(context, "whole");
        });
        var address = edge.Client.BaseAddress!; // Set by StartAsync.

        for (var i = 0; i < Clients; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /r{i.Text()} HTTP/1.1\r\nHost: a\r\n\r\n"));
            for (var wait = 0; wait < 500 && Volatile.Read(ref asked) <= i; wait++)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        for (var wait = 0; wait < 500 && Volatile.Read(ref under) > 70; wait++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.InRange(Volatile.Read(ref under), 1, 70);
        hangs.SetResult();
        Assert.Equal("whole", await edge.TextAsync("/x"));
    }

    // The types of all frames until the connection ends.
    private static async Task<List<int>> ReadFramesAsync(NetworkStream stream)
    {
        var types = new List<int>();
        var head = new byte[9];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(head);
                await stream.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]]);
                types.Add(head[3]);
            }
        }
        catch (IOException)
        {
            return types;
        }
    }

    // RFC 9113 §4.1.
    private static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        (frame[0], frame[1], frame[2], frame[3], frame[4]) = ((byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    // RFC 7541: GET and http by index; path and authority as literals that nothing remembers.
    private static byte[] Head(string path) => [0x82, 0x86, 0x04, (byte)path.Length, .. Encoding.ASCII.GetBytes(path), 0x01, 1, (byte)'a'];
}
