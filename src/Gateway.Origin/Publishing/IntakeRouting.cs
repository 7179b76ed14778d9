using System.ComponentModel.DataAnnotations;
using Gateway.Contracts.Publishing;

namespace Gateway.Origin.Publishing;

/// <summary>What the origin has to know of the intake: <c>Gateway:Intake</c>, whose other keys are the grains' own.</summary>
public sealed record IntakeRouting
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Intake";

    /// <summary>Partitions: 1 to 1,024; default 1. The same key that the grains read.</summary>
    [Range(1, 1024)]
    public int Partitions { get; init; } = 1;

    internal int PartitionOf(string slug) => IntakePartition.Of(slug, Partitions);
}
