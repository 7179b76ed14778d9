using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Benchmarks.Publishing;

namespace Gateway.Benchmarks.Reading;

/// <summary>The first read of a 50-entry feed with full content after a publish, in all three formats.</summary>
internal static class FeedRebuild
{
    private const string BuildSeconds = "gateway_feed_build_seconds_sum";

    private static readonly byte[] Buffer = new byte[64 * 1024];

    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        await using var gateway = await GatewayUnderTest.Start(cancellation: cancellation);
        var records = Records.Articles(300);
        await NdjsonPublisher.Publish(gateway.Client, records.Select(r => (ReadOnlyMemory<byte>)r), cancellation);
        var (building, again) = (new List<double>(), new List<double>());
        var times = await Measure(gateway, "latest", run.Scaled(1_000, 50), warmUp: 200, firstNumber: 500_000_000, cancellation, again, building);
        var (p50, p99) = (Percentiles.Median(building), Percentiles.At(building, 0.99));
        run.Results.Add($"rebuild of a 50-entry full-content feed, all three formats, {times.Count:N0} times, by the gateway's own clock", $"p99 {p99:F1} ms", $"p50 {p50:F1} ms", "p99 < 10 ms", p99 < 10);
        run.Results.Add(
            "the same as its first reader sees it: built, and 2.7 MB through origin and edge",
            $"p99 {Percentiles.At(times, 0.99):F1} ms",
            $"p50 {Percentiles.Median(times):F1} ms; read again, nothing to build: p50 {Percentiles.Median(again):F1} ms, p99 {Percentiles.At(again, 0.99):F1} ms",
            "none",
            true);
    }

    /// <summary>
    /// Milliseconds that the three formats together took to be built and read, each time after a publish; <c>again</c>
    /// takes those of reading all three once more, unchanged, <c>building</c> those of the gateway's building alone.
    /// </summary>
    public static async Task<List<double>> Measure(
        GatewayUnderTest gateway, string topic, int count, int warmUp, int firstNumber, CancellationToken cancellation, List<double>? again = null, List<double>? building = null)
    {
        var times = new List<double>(count);
        for (var i = 0; i < count + warmUp; i++)
        {
            // What readers ask for often is built again before the publisher is answered.
            var before = building is null ? 0 : await gateway.Counter(BuildSeconds, cancellation);
            await Put(gateway, firstNumber + i, cancellation);
            var built = await Read(gateway, topic, cancellation);
            if (i < warmUp)
                continue;
            times.Add(built);
            building?.Add(1_000 * (await gateway.Counter(BuildSeconds, cancellation) - before));
            again?.Add(await Read(gateway, topic, cancellation));
        }

        return times;
    }

    private static async Task<double> Read(GatewayUnderTest gateway, string topic, CancellationToken cancellation)
    {
        var watch = Stopwatch.GetTimestamp();
        foreach (var format in (string[])["rss", "atom", "json"])
        {
            // Read piece by piece: a megabyte of array for each answer would measure this client's own garbage collection.
            using var answer = await gateway.Client.GetAsync(new Uri($"{topic}.{format}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
            await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellation);
            var length = 0;
            for (int read; (read = await body.ReadAsync(Buffer, cancellation)) > 0;)
                length += read;
            if (length < 1_000)
                throw new InvalidOperationException($"{topic}.{format} is too short to be a feed of articles.");
        }

        return Stopwatch.GetElapsedTime(watch).TotalMilliseconds;
    }

    /// <summary>Milliseconds that each publish of a small article took.</summary>
    public static async Task<List<double>> MeasurePublish(GatewayUnderTest gateway, int count, int warmUp, int firstNumber, CancellationToken cancellation)
    {
        var times = new List<double>(count);
        for (var i = 0; i < count + warmUp; i++)
        {
            var watch = Stopwatch.GetTimestamp();
            await Put(gateway, firstNumber + i, cancellation);
            if (i >= warmUp)
                times.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
        }

        return times;
    }

    private static async Task Put(GatewayUnderTest gateway, int number, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Records.Small(number, 400)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await gateway.Client.PutAsync(new Uri($"api/articles/small-{number}", UriKind.Relative), content, cancellation);
        answer.EnsureSuccessStatusCode();
    }
}
