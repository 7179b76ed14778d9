using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Floods;

/// <summary>One client that asks, waits for the answer, and asks again: on a thread of its own, with calls that block.</summary>
internal static class Probe
{
    /// <summary>The longest of the answers' times. Each request closes its connection: its end is the end of the answer.</summary>
    public static TimeSpan Slowest(Uri address, IEnumerable<string> paths, string expected)
    {
        var slowest = TimeSpan.Zero;
        foreach (var path in paths)
        {
            var began = Stopwatch.GetTimestamp();
            var answer = Ask(address, $"GET {path} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n", ends: true);
            Assert.StartsWith(expected, answer, StringComparison.Ordinal);
            slowest = Longer(slowest, Stopwatch.GetElapsedTime(began));
        }

        return slowest;
    }

    /// <summary>The longest of the answers' times to one short request, again and again on one connection.</summary>
    public static TimeSpan SlowestKept(Uri address, TimeSpan time, string request, string expected)
    {
        using var socket = Connect(address);
        var (message, buffer, slowest) = (Encoding.ASCII.GetBytes(request), new byte[16_384], TimeSpan.Zero);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            var began = Stopwatch.GetTimestamp();
            socket.Send(message);
            var read = socket.Receive(buffer);
            Assert.StartsWith(expected, Encoding.Latin1.GetString(buffer, 0, read), StringComparison.Ordinal);
            slowest = Longer(slowest, Stopwatch.GetElapsedTime(began));
        }

        return slowest;
    }

    /// <summary>A request and what comes back.</summary>
    public static string Ask(Uri address, string request, bool ends)
    {
        using var socket = Connect(address);
        socket.Send(Encoding.ASCII.GetBytes(request));
        var (text, buffer) = (new StringBuilder(), new byte[65_536]);
        for (int read; (read = socket.Receive(buffer)) > 0 && (ends || text.Length == 0);)
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        return text.ToString();
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static Socket Connect(Uri address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)GatewayProcess.Patience.TotalMilliseconds,
        };
        socket.Connect(address.Host, address.Port);
        return socket;
    }
}
