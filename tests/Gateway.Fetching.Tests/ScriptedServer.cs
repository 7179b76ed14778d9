using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Fetching.Tests;

/// <summary>A server that answers each path as a test says, down to the byte. One request for each connection.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, Func<Stream, CancellationToken, Task>> _answers = new(StringComparer.Ordinal);

    public ScriptedServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Heads of the requests, in their order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public Uri At(string path) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}");

    public void Answer(string path, string head, byte[]? content = null) => Answer(path, async (stream, end) =>
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\nConnection: close\r\n\r\n"), end);
        await stream.WriteAsync(content ?? [], end);
    });

    public void Answer(string path, Func<Stream, CancellationToken, Task> answer) => _answers[path] = answer;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token), _end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken end)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
                var head = new StringBuilder();
                while (await reader.ReadLineAsync(end) is { Length: > 0 } line)
                    head.Append(line).Append('\n');
                Requests.Enqueue(head.ToString());
                await _answers[head.ToString().Split(' ')[1]](stream, end);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The fetch has ended before.
            }
        }
    }
}
