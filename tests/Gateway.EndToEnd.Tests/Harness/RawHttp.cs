using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gateway.EndToEnd.Tests.Harness;

/// <summary>A connection on which each byte is the test's own: an HTTP/1.1 client that reads while it sends.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly TcpClient _client = new();
    private StreamReader _reader = StreamReader.Null;
    private Stream _stream = Stream.Null;

    public static async Task<RawHttp> ConnectAsync(Uri address)
    {
        var raw = new RawHttp();
        await raw._client.ConnectAsync(address.Host, address.Port);
        raw._stream = raw._client.GetStream();
        raw._reader = new StreamReader(raw._stream, Encoding.Latin1);
        return raw;
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(GatewayProcess.Patience);

    /// <summary>One chunk of a body (RFC 9112 §7.1).</summary>
    public Task SendChunkAsync(string text) =>
        SendAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"));

    public Task EndChunksAsync() => SendAsync("0\r\n\r\n");

    /// <summary>The next line; null at the end of the connection.</summary>
    public Task<string?> ReadLineAsync() => _reader.ReadLineAsync().WaitAsync(GatewayProcess.Patience);

    /// <summary>Reads until a line contains a text.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var seen = new StringBuilder();
        while (await ReadLineAsync() is { } line)
        {
            seen.Append(line).Append('\n');
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The connection ended before \"{text}\":\n{seen}");
    }

    /// <summary>Breaks the connection off.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Close();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
