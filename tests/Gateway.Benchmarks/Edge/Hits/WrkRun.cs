using System.Globalization;

namespace Gateway.Benchmarks.Edge.Hits;

/// <summary>What <c>wrk</c> found.</summary>
/// <param name="RequestsPerSecond">Answers per second.</param>
/// <param name="Errors">Answers of 4xx and 5xx, and broken connections.</param>
internal sealed record WrkRun(double RequestsPerSecond, long Errors)
{
    public static async Task<WrkRun> Measure(Uri address, IEnumerable<KeyValuePair<string, string>> fields, double seconds, CancellationToken cancellation)
    {
        var whole = Math.Max(1, (int)Math.Round(seconds)).ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "wrk", "-t1", "-c64", $"-d{whole}s",
            .. fields.SelectMany(f => new[] { "-H", $"{f.Key}: {f.Value}" }),
            address.AbsoluteUri,
        ];
        var lines = (await Tool.Output(Cpus.Starter, Cpus.Start(Cpus.Load, arguments), cancellation)).Split('\n', StringSplitOptions.TrimEntries);
        var rate = lines.First(l => l.StartsWith("Requests/sec:", StringComparison.Ordinal));
        var errors = lines.Where(l => l.StartsWith("Non-2xx", StringComparison.Ordinal) || l.StartsWith("Socket errors", StringComparison.Ordinal))
            .SelectMany(l => l.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            .Sum(w => long.TryParse(w, CultureInfo.InvariantCulture, out var count) ? count : 0);
        return new WrkRun(double.Parse(rate["Requests/sec:".Length..], CultureInfo.InvariantCulture), errors);
    }
}
