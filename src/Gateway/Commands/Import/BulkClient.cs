using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Gateway.Commands.Import;

/// <summary>The import cannot go on.</summary>
internal sealed class ImportFailure(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}

/// <summary>How a batch ended.</summary>
/// <param name="Answered">How many of its records, from the first, were answered.</param>
/// <param name="RetryAfter">How long to wait before sending it again, where the gateway took none of it for now.</param>
/// <param name="Broken">Why the connection broke; null where it did not.</param>
internal readonly record struct BatchEnd(int Answered, TimeSpan? RetryAfter = null, Exception? Broken = null);

/// <summary>Sends batches of records to a gateway, and reads its answers as they come.</summary>
internal sealed class BulkClient : IDisposable
{
    private readonly HttpClient _http;

    public BulkClient(Uri gateway, string key, int connections)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A refusal (a wrong key, say) is then heard before the batch is sent.
            Expect100ContinueTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri(gateway.AbsoluteUri.TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _http.DefaultRequestHeaders.ExpectContinue = true;
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/x-ndjson");
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/problem+json;q=0.9");
    }

    /// <summary>Sends a batch; hands over each answer, with the number of its record in the batch, as it comes.</summary>
    /// <exception cref="ImportFailure">The gateway refuses the batch, and would refuse every other.</exception>
    public async Task<BatchEnd> Send(IReadOnlyList<ImportLine> batch, Action<int, BulkAnswer> answered, CancellationToken cancellation)
    {
        var count = 0;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/articles") { Content = new BatchContent(batch), VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                return new BatchEnd(0, response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
            if (response.StatusCode != HttpStatusCode.OK)
                throw await Refused(response, cancellation);

            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            await foreach (var answer in JsonSerializer.DeserializeAsyncEnumerable(body, BulkJson.Default.BulkAnswer, topLevelValues: true, cancellation))
            {
                if (answer is null || count == batch.Count)
                    throw new InvalidDataException("the gateway answered what it was not asked");
                answered(count++, answer);
            }

            return count == batch.Count ? new BatchEnd(count) : new BatchEnd(count, Broken: new EndOfStreamException("the gateway answered fewer records than it was sent"));
        }
        catch (HttpRequestException e) when (count == 0 && e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw new ImportFailure(ExitCode.Unavailable, $"No gateway answers at {_http.BaseAddress}: {e.Message}. Is it running? Another address goes after --url.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or JsonException)
        {
            return new BatchEnd(count, Broken: e);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<ImportFailure> Refused(HttpResponseMessage response, CancellationToken cancellation)
    {
        BulkProblem? problem = null;
        try
        {
            if (response.Content.Headers.ContentType?.MediaType is "application/problem+json")
                problem = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellation), BulkJson.Default.BulkProblem);
        }
        catch (JsonException)
        {
            // The status says enough.
        }

        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var said = problem?.Detail ?? problem?.Title ?? response.ReasonPhrase;
        return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? new ImportFailure(ExitCode.Usage, $"The gateway refuses the key ({status}: {said}). Give one with --key or GATEWAY_KEY, or the gateway's data directory with --data.")
            : new ImportFailure(ExitCode.Usage, $"The gateway refuses the import ({status}: {said}).");
    }

    private sealed class BatchContent : HttpContent
    {
        private readonly IReadOnlyList<ImportLine> _batch;
        private readonly long _length;

        public BatchContent(IReadOnlyList<ImportLine> batch)
        {
            _batch = batch;
            _length = batch.Sum(l => l.Json.Length + 1L);
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 65_536, leaveOpen: true));
            foreach (var line in _batch)
            {
                writer.Write(line.Json.Span);
                writer.Write("\n"u8);
                if (writer.UnflushedBytes > 65_536)
                    await writer.FlushAsync();
            }

            await writer.CompleteAsync();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }
    }
}
