using System.Globalization;

namespace Gateway.Benchmarks.Edge.Publishes;

/// <summary>How long publishers' 2xx were held, from the edge's own histogram: publishes by upper bound in seconds, each bound's with those below.</summary>
internal sealed record HeldPublishes(IReadOnlyDictionary<double, double> Bounds)
{
    private const string Name = "gateway_cache_publish_held_seconds_bucket{";

    public double Count => Bounds.GetValueOrDefault(double.PositiveInfinity);

    public static async Task<HeldPublishes> Read(GatewayUnderTest gateway, CancellationToken cancellation)
    {
        var text = await gateway.Client.GetStringAsync(new Uri(gateway.Management, "metrics"), cancellation);
        return new HeldPublishes(text.Split('\n').Where(l => l.StartsWith(Name, StringComparison.Ordinal)).ToDictionary(Bound, Value));
    }

    /// <summary>Those that came since.</summary>
    public HeldPublishes Since(HeldPublishes before) =>
        new(Bounds.ToDictionary(b => b.Key, b => b.Value - before.Bounds.GetValueOrDefault(b.Key)));

    /// <summary>The least bound that a share of them kept.</summary>
    public double AtMost(double share) => Bounds.Where(b => b.Value >= share * Count).Select(b => b.Key).DefaultIfEmpty(double.PositiveInfinity).Min();

    private static double Bound(string line)
    {
        const string Label = "le=\"";
        var start = line.IndexOf(Label, StringComparison.Ordinal) + Label.Length;
        var text = line[start..line.IndexOf('"', start)];
        return text is "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static double Value(string line) => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
}
