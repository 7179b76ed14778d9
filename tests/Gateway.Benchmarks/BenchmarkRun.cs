namespace Gateway.Benchmarks;

/// <summary>What a benchmark is given.</summary>
/// <param name="Scale">Share of the full form, over 0 to 1.</param>
/// <param name="StoreFolder">Where the million-article store is kept between runs; null for a temporary one.</param>
/// <param name="Results">Where the figures go.</param>
internal sealed record BenchmarkRun(double Scale, string? StoreFolder, ResultTable Results)
{
    /// <summary>A count of the full form, scaled; at least <paramref name="least"/>.</summary>
    public int Scaled(int full, int least) => Math.Max(least, (int)(full * Scale));
}
