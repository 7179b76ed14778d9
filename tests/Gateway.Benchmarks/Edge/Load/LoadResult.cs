namespace Gateway.Benchmarks.Edge.Load;

/// <summary>What a load met.</summary>
/// <param name="Milliseconds">From the instant at which each request was due to the end of its answer.</param>
/// <param name="Seconds">How long it took in all.</param>
/// <param name="Whole">Answers of 200.</param>
/// <param name="Unchanged">Answers of 304.</param>
/// <param name="Hits">Answers whose <c>Cache-Status</c> says hit.</param>
/// <param name="Refused">Answers of any other status.</param>
/// <param name="Broken">Connections that ended within an answer or before one.</param>
/// <param name="Bytes">Bytes received.</param>
internal sealed record LoadResult(List<double> Milliseconds, double Seconds, int Whole, int Unchanged, int Hits, int Refused, int Broken, long Bytes)
{
    public int Answers => Whole + Unchanged + Refused;

    public int Errors => Refused + Broken;

    public double At(double share) => Milliseconds.Count == 0 ? double.NaN : Percentiles.At(Milliseconds, share);

    public LoadResult With(LoadResult other) => new(
        [.. Milliseconds, .. other.Milliseconds], Seconds + other.Seconds, Whole + other.Whole, Unchanged + other.Unchanged,
        Hits + other.Hits, Refused + other.Refused, Broken + other.Broken, Bytes + other.Bytes);
}
