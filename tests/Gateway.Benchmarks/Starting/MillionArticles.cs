using System.Diagnostics;
using System.Text;
using Gateway.Benchmarks.Publishing;
using Gateway.Benchmarks.Reading;

namespace Gateway.Benchmarks.Starting;

/// <summary>What a store of a million articles costs at start, at publish and at rebuild, beside one of a thousand.</summary>
internal static class MillionArticles
{
    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        var count = run.Scaled(1_000_000, 5_000);
        var folder = run.StoreFolder ?? Directory.CreateTempSubdirectory("gateway-benchmark-").FullName;
        try
        {
            await Fill(folder, count, cancellation);
            await Measure(run, folder, count, cancellation);
        }
        finally
        {
            if (run.StoreFolder is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Fill(string folder, int count, CancellationToken cancellation)
    {
        var marker = Path.Combine(folder, $"filled-{count}");
        if (File.Exists(marker))
            return;
        await using var gateway = await GatewayUnderTest.Start(folder, cancellation);
        var watch = Stopwatch.StartNew();
        for (var start = 0; start < count; start += 50_000)
        {
            var numbers = Enumerable.Range(start, Math.Min(50_000, count - start));
            await Task.WhenAll(Enumerable.Range(0, 4).Select(stream =>
                NdjsonPublisher.Publish(gateway.Client, numbers.Where(i => i % 4 == stream).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Records.Small(i))), cancellation)));
            Console.WriteLine($"        {start + numbers.Count():N0} stored, {(start + numbers.Count()) / watch.Elapsed.TotalSeconds:N0}/s, resident {gateway.ResidentMegabytes:N0} MB");
        }

        await File.WriteAllTextAsync(marker, "", cancellation);
    }

    private static async Task Measure(BenchmarkRun run, string folder, int count, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await using var large = await GatewayUnderTest.Start(folder, cancellation);
        await large.Client.GetByteArrayAsync(new Uri("topics/everything.rss", UriKind.Relative), cancellation);
        var (first, memory) = (watch.Elapsed.TotalSeconds, large.ResidentMegabytes);
        run.Results.Add($"start with {count:N0} articles stored, to the first served feed", $"{first:F2} s", $"ready after {large.UntilReady.TotalSeconds:F2} s", "< 5 s", first < 5);
        run.Results.Add("resident memory then", $"{memory:F0} MB", "-", "< 500 MB", memory < 500);

        await using var small = await GatewayUnderTest.Start(cancellation: cancellation);
        await NdjsonPublisher.Publish(small.Client, Enumerable.Range(0, 1_000).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Records.Small(i))), cancellation);

        // In turn, several times over: the machine's drift meets both alike.
        List<double> publishLarge = [], publishSmall = [], rebuildLarge = [], rebuildSmall = [];
        var each = run.Scaled(100, 10);
        for (var round = 0; round < 10; round++)
        {
            var number = 600_000_000 + (int)(Stopwatch.GetTimestamp() % 1_000_000) * 1_000;
            publishLarge.AddRange(await FeedRebuild.MeasurePublish(large, each, round == 0 ? 100 : 0, number, cancellation));
            publishSmall.AddRange(await FeedRebuild.MeasurePublish(small, each, round == 0 ? 100 : 0, number, cancellation));
            rebuildLarge.AddRange(await FeedRebuild.Measure(large, "topics/everything", each, 0, number + 400, cancellation));
            rebuildSmall.AddRange(await FeedRebuild.Measure(small, "topics/everything", each, 0, number + 400, cancellation));
        }

        AddRatio(run, $"publish to a topic of {count:N0} over one of 1,000", publishLarge, publishSmall);
        AddRatio(run, "rebuild of its head feed, all three formats, likewise", rebuildLarge, rebuildSmall);
    }

    private static void AddRatio(BenchmarkRun run, string what, List<double> large, List<double> small)
    {
        var ratio = Percentiles.Median(large) / Percentiles.Median(small);
        run.Results.Add(what, $"ratio {ratio:F2} ({Percentiles.Median(large):F2} ms)", $"{Percentiles.Median(small):F2} ms", "ratio <= 1.3", ratio <= 1.3);
    }
}
