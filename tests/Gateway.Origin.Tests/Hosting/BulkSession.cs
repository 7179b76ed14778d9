using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Origin.Tests.Hosting;

/// <summary>A client of a bulk stream that sends and reads as a test says.</summary>
internal abstract class BulkSession : IAsyncDisposable
{
    public abstract Task SendAsync(string text);

    public abstract Task EndAsync();

    /// <summary>The next line; null where the stream ended as a whole one does; throws where it was aborted.</summary>
    public abstract Task<string?> ReadLineOrEndAsync();

    public async Task<string> ReadLineAsync() => await ReadLineOrEndAsync() ?? throw new EndOfStreamException("The stream has ended.");

    public abstract ValueTask DisposeAsync();
}

/// <summary>HTTP/1.1, chunk by chunk.</summary>
internal sealed class Http1BulkSession(NetworkStream stream) : BulkSession
{
    private readonly StringBuilder received = new();
    private bool headRead;

    public override async Task SendAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
        await stream.WriteAsync(bytes);
        await stream.WriteAsync("\r\n"u8.ToArray());
    }

    public override async Task EndAsync() => await stream.WriteAsync("0\r\n\r\n"u8.ToArray());

    public override async Task<string?> ReadLineOrEndAsync()
    {
        if (!headRead)
        {
            var head = await UntilAsync("\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200 ", head, StringComparison.Ordinal);
            headRead = true;
        }

        while (true)
        {
            var newline = body.ToString().IndexOf('\n', StringComparison.Ordinal);
            if (newline >= 0)
            {
                var line = body.ToString(0, newline);
                body.Remove(0, newline + 1);
                return line;
            }

            var size = int.Parse((await UntilAsync("\r\n")).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
                return null;
            body.Append(await CountAsync(size));
            await UntilAsync("\r\n");
        }
    }

    private readonly StringBuilder body = new();

    private async Task<string> UntilAsync(string end)
    {
        int at;
        while ((at = received.ToString().IndexOf(end, StringComparison.Ordinal)) < 0)
            await MoreAsync();
        var text = received.ToString(0, at + end.Length);
        received.Remove(0, at + end.Length);
        return text;
    }

    private async Task<string> CountAsync(int count)
    {
        while (received.Length < count)
            await MoreAsync();
        var text = received.ToString(0, count);
        received.Remove(0, count);
        return text;
    }

    private async Task MoreAsync()
    {
        var buffer = new byte[16 * 1024];
        var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        if (read == 0)
            throw new EndOfStreamException("The connection has ended.");
        received.Append(Encoding.Latin1.GetString(buffer, 0, read));
    }

    public override ValueTask DisposeAsync() => stream.DisposeAsync();
}

/// <summary>HTTP/2.</summary>
internal sealed class Http2BulkSession(Http2BulkSession.DuplexContent content, HttpResponseMessage response, Stream answers) : BulkSession
{
    private readonly StreamReader reader = new(answers);

    public override async Task SendAsync(string text)
    {
        var stream = await content.Opened.Task;
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        await stream.FlushAsync();
    }

    public override Task EndAsync()
    {
        content.Done.TrySetResult();
        return Task.CompletedTask;
    }

    public override Task<string?> ReadLineOrEndAsync() => reader.ReadLineAsync();

    public override ValueTask DisposeAsync()
    {
        content.Done.TrySetResult();
        reader.Dispose();
        response.Dispose();
        return default;
    }

    internal sealed class DuplexContent : HttpContent
    {
        public TaskCompletionSource<Stream> Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            Opened.TrySetResult(stream);
            await Done.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
