using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Edge.Tests;

/// <summary>
/// An operator's origin that believes every byte: it takes for a request whatever looks like the beginning of one, so that it
/// sees what a strict server would have refused.
/// </summary>
internal sealed class LaxOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _heads = [];
    private readonly Func<string, string?> _answer;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="answer">What it says to a target, byte for byte; null, and null for a target, for a short answer that is valid.</param>
    public LaxOrigin(Func<string, string?>? answer = null)
    {
        _answer = answer ?? (static _ => null);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The heads of all requests so far, as they came.</summary>
    public IReadOnlyList<string> Heads
    {
        get
        {
            lock (_heads)
                return [.. _heads];
        }
    }

    /// <summary>How many connections it has taken so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The settings that lead a path to it.</summary>
    public Dictionary<string, string?> Route(string path) => new(StringComparer.Ordinal)
    {
        ["ReverseProxy:Routes:site:ClusterId"] = "site",
        ["ReverseProxy:Routes:site:Match:Path"] = path,
        ["ReverseProxy:Clusters:site:Destinations:one:Address"] = $"http://{_listener.LocalEndpoint}/",
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _connections);
        using (client)
        {
            try
            {
                var seen = "";
                var buffer = new byte[8_192];
                while (await client.GetStream().ReadAsync(buffer, _stop.Token) is var read and > 0)
                {
                    seen += Encoding.Latin1.GetString(buffer, 0, read);
                    while (TakeRequest(ref seen) is { } target)
                        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(_answer(target) ?? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), _stop.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The edge broke off, or the test is over.
            }
        }
    }

    private string? TakeRequest(ref string seen)
    {
        var end = seen.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return null;

        var head = seen[..(end + 2)];
        var rest = seen[(end + 4)..];
        var length = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            var last = ("\r\n" + rest).IndexOf("\r\n0\r\n\r\n", StringComparison.Ordinal);
            if (last < 0)
                return null;
            rest = rest[(last + 5)..];
        }
        else if (length is not null)
        {
            var count = int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            if (rest.Length < count)
                return null;
            rest = rest[count..];
        }

        seen = rest;
        lock (_heads)
            _heads.Add(head);
        return head.Split(' ') is [_, var target, ..] ? target : "";
    }
}
