using System.Diagnostics.Metrics;

namespace Gateway.Edge.Silos;

/// <summary>What the edge counts of silos: meter <c>Gateway.Edge.Silos</c>.</summary>
internal sealed class SiloMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Gateway.Edge.Silos";

    private readonly Counter<long> _answers;

    public SiloMetrics(IMeterFactory factory) => _answers = factory.Create(MeterName).CreateCounter<long>(
        "gateway.silo.answers", description: "Answers of silos that say who hosts what they show, by the silos that took part: 1 where the one that was asked hosts it, else 2.");

    /// <summary>A silo answered with what is hosted at <paramref name="positions"/>, the members of <c>Gateway-Source</c>.</summary>
    public void Answered(EdgeSilo silo, IEnumerable<string> positions)
    {
        // Of a page of several grains one is enough: it was asked for the sake of one.
        var isHost = positions.Any(p => p.Length > silo.Name.Length && p[silo.Name.Length] == ':' && p.StartsWith(silo.Name, StringComparison.Ordinal));
        _answers.Add(1, new KeyValuePair<string, object?>("hops", isHost ? 1 : 2));
    }
}
