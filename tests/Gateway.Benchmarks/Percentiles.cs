namespace Gateway.Benchmarks;

/// <summary>Order statistics of a set of durations in milliseconds.</summary>
internal static class Percentiles
{
    /// <summary>The nearest-rank percentile.</summary>
    /// <param name="milliseconds">The sample; sorted in place.</param>
    /// <param name="share">0 to 1.</param>
    public static double At(List<double> milliseconds, double share)
    {
        milliseconds.Sort();
        return milliseconds[Math.Clamp((int)Math.Ceiling(share * milliseconds.Count) - 1, 0, milliseconds.Count - 1)];
    }

    public static double Median(List<double> milliseconds) => At(milliseconds, 0.5);
}
