using System.Net;
using System.Net.Http.Headers;
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
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.GetProperty("status").GetInt32() is >= 200 and < 300)
                acknowledged++;
            else
                Console.Error.WriteLine(line);
        }

        return acknowledged;
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
