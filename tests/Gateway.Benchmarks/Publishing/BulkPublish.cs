using System.Diagnostics;

namespace Gateway.Benchmarks.Publishing;

/// <summary>Durable bulk publish of articles with their topics, over the bare SQLite loop.</summary>
internal static class BulkPublish
{
    private const int Streams = 4;

    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        var records = Records.Articles(run.Scaled(20_000, 500));
        var others = Records.Articles(run.Scaled(16_000, 500), "other");
        var ratios = new List<double>();
        double best = 0, bare = 0;
        for (var round = 0; round < 3; round++)
        {
            var folder = Directory.CreateTempSubdirectory("gateway-benchmark-").FullName;
            var baseline = records.Count / BareSqliteLoop.Run(folder, records).TotalSeconds;
            Directory.Delete(folder, recursive: true);

            await using var gateway = await GatewayUnderTest.Start(cancellation: cancellation);

            // Compiled code and opened connections are the steady state that the bar is about.
            await Warm(gateway, others, cancellation);

            var rate = records.Count / (await Publish(gateway, records, cancellation)).TotalSeconds;
            Console.WriteLine($"        round {round + 1}: {rate:N0} articles/s, bare loop {baseline:N0} records/s, resident {gateway.ResidentMegabytes:N0} MB");
            ratios.Add(rate / baseline);
            (best, bare) = rate > best ? (rate, baseline) : (best, bare);
        }

        var ratio = Percentiles.Median(ratios);
        run.Results.Add($"bulk publish of {records.Count:N0} articles with their topics, median of 3", $"ratio {ratio:F2} (best {best:N0}/s)", $"bare loop {bare:N0}/s", "ratio >= 0.2", ratio >= 0.2);
    }

    /// <summary>Publishes groups of other records, until a group makes the runtime compile next to nothing.</summary>
    private static async Task Warm(GatewayUnderTest gateway, List<byte[]> others, CancellationToken cancellation)
    {
        var before = double.NaN;
        foreach (var group in others.Chunk(Math.Max(others.Count / 16, 1)))
        {
            await Publish(gateway, [.. group], cancellation);
            var compiled = await gateway.Compiled(cancellation);
            if (compiled - before < 100)
                return;
            before = compiled;
        }
    }

    private static async Task<TimeSpan> Publish(GatewayUnderTest gateway, List<byte[]> records, CancellationToken cancellation)
    {
        var bodies = Enumerable.Range(0, Streams).Select(stream => NdjsonPublisher.Join(records.Where((_, i) => i % Streams == stream))).ToList();
        var watch = Stopwatch.StartNew();
        var answers = await Task.WhenAll(bodies.Select(body => NdjsonPublisher.Publish(gateway.Client, body, cancellation)));
        var elapsed = watch.Elapsed;
        var acknowledged = answers.Sum(NdjsonPublisher.Acknowledged);
        if (acknowledged != records.Count)
            throw new InvalidOperationException($"Only {acknowledged} of {records.Count} records were acknowledged.");

        return elapsed;
    }
}
