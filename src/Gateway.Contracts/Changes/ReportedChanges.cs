using System.Collections.Immutable;

namespace Gateway.Contracts.Changes;

/// <summary>Changes of keys as the silo that hosts them numbers them.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ReportedChanges")]
public sealed record ReportedChanges
{
    /// <summary>The silo's name, percent-encoded.</summary>
    [Id(0)] public required string Silo { get; init; }

    /// <summary>The silo's epoch.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Each key with the number of its latest change.</summary>
    [Id(2)] public required ImmutableArray<ReportedChange> Changes { get; init; }
}

/// <summary>A key and the number of its latest change.</summary>
/// <param name="Key">See <see cref="ChangeKey"/>.</param>
/// <param name="Sequence">The number, from 1.</param>
[GenerateSerializer, Immutable, Alias("gateway.ReportedChange")]
public readonly record struct ReportedChange([property: Id(0)] string Key, [property: Id(1)] long Sequence);
