using System.ComponentModel.DataAnnotations;

namespace Gateway.Origin.Changes;

/// <summary>How edges are told of changes: <c>Gateway:Changes</c>, whose other keys are the grains' own.</summary>
public sealed record ChangeStreamOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Changes";

    /// <summary>
    /// How often a stream says that it is alive while nothing changes: 00:00:00.1 to 00:01:00; default 00:00:01. Well below what
    /// edges wait for (<c>Gateway:Edge:Invalidation:SilenceTimeout</c>).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);
}
