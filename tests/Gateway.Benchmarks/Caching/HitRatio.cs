using System.Globalization;
using Spectre.Console;

namespace Gateway.Benchmarks.Caching;

/// <summary>How many requests (and how many of the bytes asked for) each policy answers, by trace and capacity.</summary>
internal static class HitRatio
{
    private static readonly double[] Shares = [0.01, 0.05, 0.2];

    public static Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        var table = new Table().Title("hits, % of requests / % of bytes").AddColumns("trace", "capacity");
        var named = false;
        foreach (var trace in Trace.All(run.Scaled(2_000_000, 50_000)))
        {
            foreach (var share in Shares)
            {
                cancellation.ThrowIfCancellationRequested();
                var capacity = (long)(trace.Footprint * share);
                var caches = Caches(capacity, trace).ToList();
                if (!named)
                    caches.ForEach(c => table.AddColumn(new TableColumn(c.Name).RightAligned()));
                named = true;
                table.AddRow([trace.Name, share.ToString("P0", CultureInfo.InvariantCulture), .. caches.Select(c => Measure(c, trace))]);
            }
        }

        AnsiConsole.Profile.Width = 220;
        AnsiConsole.Write(table);
        return Task.CompletedTask;
    }

    private static IEnumerable<ISimulatedCache> Caches(long capacity, Trace trace)
    {
        var entries = (int)(capacity / (trace.Footprint / trace.Sizes.Length));
        foreach (var window in (double[])[0.01, 0.05, 0.1])
            yield return new PolicyCache(capacity, window);
        yield return new WindowTinyLfuCache(capacity, 0.01, aggregated: false);
        yield return new WindowTinyLfuCache(capacity, 0.01, aggregated: true);
        yield return new S3FifoCache(capacity);
        yield return new SieveCache(capacity);
        yield return new LruCache(capacity);
        yield return BitFasterCache.Lru(entries);
        yield return BitFasterCache.Lfu(entries);
    }

    private static string Measure(ISimulatedCache cache, Trace trace)
    {
        if (cache is BitFasterCache && trace.Sizes.Distinct().Skip(1).Any())
            return "-";

        var (hits, hitBytes, bytes) = (0L, 0L, 0L);
        foreach (var address in trace.Requests)
        {
            var size = trace.Size(address);
            bytes += size;
            if (!cache.Ask(address, size))
                continue;
            hits++;
            hitBytes += size;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{100.0 * hits / trace.Requests.Length:0.0}/{100.0 * hitBytes / bytes:0}");
    }
}
