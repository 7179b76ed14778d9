using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Gateway.Benchmarks.Publishing;

/// <summary>Publishes many records in one streamed request and counts the acknowledgements.</summary>
internal static class NdjsonPublisher
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    /// <summary>The number of lines answered with a 2xx status.</summary>
    public static async Task<int> Publish(HttpClient client, IEnumerable<ReadOnlyMemory<byte>> records, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/articles") { Content = new Lines(records) };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        var acknowledged = 0;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (IsAcknowledged(line))
                acknowledged++;
        }

        return acknowledged;
    }

    /// <summary>
    /// What a body that lies ready is answered with: the client shares the processors with what is measured, and does as
    /// little as it can while that goes on.
    /// </summary>
    public static async Task<byte[]> Publish(HttpClient client, ReadOnlyMemory<byte> lines, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/articles") { Content = new ReadOnlyMemoryContent(lines) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <summary>The number of an answer's lines with a 2xx status.</summary>
    public static int Acknowledged(byte[] answer) =>
        Encoding.UTF8.GetString(answer).Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(IsAcknowledged);

    /// <summary>Records as one body.</summary>
    public static byte[] Join(IEnumerable<byte[]> records)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            lines.Write(record);
            lines.Write(LineEnd);
        }

        return lines.WrittenSpan.ToArray();
    }

    private static bool IsAcknowledged(string line)
    {
        using var document = JsonDocument.Parse(line);
        if (document.RootElement.GetProperty("status").GetInt32() is >= 200 and < 300)
            return true;

        Console.Error.WriteLine(line);
        return false;
    }

    private sealed class Lines : HttpContent
    {
        private readonly IEnumerable<ReadOnlyMemory<byte>> records;

        public Lines(IEnumerable<ReadOnlyMemory<byte>> records)
        {
            this.records = records;
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // Not disposed: that would close the request's stream under the client.
            var buffered = new BufferedStream(stream, 64 * 1024);
            foreach (var record in records)
            {
                await buffered.WriteAsync(record);
                await buffered.WriteAsync(LineEnd);
            }

            await buffered.FlushAsync();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
