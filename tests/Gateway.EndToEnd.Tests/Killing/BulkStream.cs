using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests.Killing;

/// <summary>A bulk publish whose answers are read line by line while it is sent, until the gateway dies.</summary>
internal sealed class BulkStream : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };

    public async Task OpenAsync(GatewayProcess gateway)
    {
        await _client.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        await Write("POST /api/articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
            + $"Authorization: {gateway.Publisher.DefaultRequestHeaders.Authorization}\r\n\r\n");
    }

    public Task SendAsync(string record)
    {
        var line = Encoding.UTF8.GetBytes(record + "\n");
        return Write($"{line.Length.ToString("x", CultureInfo.InvariantCulture)}\r\n{record}\n\r\n");
    }

    public Task EndAsync() => Write("0\r\n\r\n");

    /// <summary>The lines of the answer, as they come; ends where the connection does.</summary>
    public async IAsyncEnumerable<string> LinesAsync()
    {
        using var reader = new StreamReader(_client.GetStream(), Encoding.Latin1, leaveOpen: true);
        var status = await ReadLine(reader);
        if (status is null)
            yield break;
        Assert.Equal("HTTP/1.1 200 OK", status);
        while (await ReadLine(reader) is { Length: > 0 })
        {
        }

        // A chunk may end within a line (RFC 9112 §7.1).
        var line = new StringBuilder();
        while (await ReadLine(reader) is { Length: > 0 } size && int.TryParse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length) && length > 0)
        {
            var chunk = new char[length + 2];
            if (await ReadBlock(reader, chunk) < length)
                yield break;
            foreach (var c in chunk.AsMemory(0, length).ToArray())
            {
                if (c != '\n')
                {
                    line.Append(c);
                    continue;
                }

                yield return line.ToString();
                line.Clear();
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<string?> ReadLine(StreamReader reader)
    {
        try
        {
            return await reader.ReadLineAsync().WaitAsync(GatewayProcess.Patience);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<int> ReadBlock(StreamReader reader, char[] block)
    {
        try
        {
            return await reader.ReadBlockAsync(block).AsTask().WaitAsync(GatewayProcess.Patience);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task Write(string text) => await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(GatewayProcess.Patience);
}
