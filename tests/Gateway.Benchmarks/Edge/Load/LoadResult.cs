namespace Gateway.Benchmarks.Edge.Load;

/// <summary>What a load met.</summary>
/// <param name="Milliseconds">From the instant at which each request was due to the end of its answer.</param>
/// <param name="PollMilliseconds">Those of them whose answer was a 304.</param>
/// <param name="Seconds">How long it took in all.</param>
/// <param name="Whole">Answers of 200.</param>
/// <param name="Unchanged">Answers of 304.</param>
/// <param name="Hits">Answers whose <c>Cache-Status</c> says hit.</param>
/// <param name="Refused">Answers of any other status.</param>
/// <param name="Broken">Connections that ended within an answer or before one.</param>
/// <param name="Bytes">Bytes received.</param>
internal sealed record LoadResult(List<double> Milliseconds, List<double> PollMilliseconds, double Seconds, int Whole, int Unchanged, int Hits, int Refused, int Broken, long Bytes)
{
    public int Answers => Whole + Unchanged + Refused;

    public int Errors => Refused + Broken;

    public double At(double share) => At(Milliseconds, share);

    /// <summary>The same of the answers of 304 alone.</summary>
    public double PollsAt(double share) => At(PollMilliseconds, share);

    public LoadResult With(LoadResult other) => new(
        [.. Milliseconds, .. other.Milliseconds], [.. PollMilliseconds, .. other.PollMilliseconds], Seconds + other.Seconds, Whole + other.Whole, Unchanged + other.Unchanged,
        Hits + other.Hits, Refused + other.Refused, Broken + other.Broken, Bytes + other.Bytes);

    private static double At(List<double> milliseconds, double share) => milliseconds.Count == 0 ? double.NaN : Percentiles.At(milliseconds, share);
}
