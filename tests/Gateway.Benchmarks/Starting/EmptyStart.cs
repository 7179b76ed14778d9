namespace Gateway.Benchmarks.Starting;

/// <summary>Start of an empty gateway to ready, and its resident memory then.</summary>
internal static class EmptyStart
{
    public static async Task Run(BenchmarkRun run, CancellationToken cancellation)
    {
        List<double> milliseconds = [], megabytes = [];
        for (var i = 0; i < run.Scaled(10, 3); i++)
        {
            await using var gateway = await GatewayUnderTest.Start(cancellation: cancellation);
            milliseconds.Add(gateway.UntilReady.TotalMilliseconds);
            megabytes.Add(gateway.ResidentMegabytes);
        }

        var (time, memory) = (Percentiles.Median(milliseconds), Percentiles.Median(megabytes));
        run.Results.Add($"start of an empty gateway to ready, median of {milliseconds.Count}", $"{time / 1000:F2} s", $"slowest {milliseconds.Max() / 1000:F2} s", "< 2 s", time < 2_000);
        run.Results.Add("resident memory of an empty gateway when ready", $"{memory:F0} MB", $"largest {megabytes.Max():F0} MB", "< 150 MB", memory < 150);
    }
}
