using System.Collections.Immutable;
using Gateway.Contracts.Publishing;

namespace Gateway.Grains.Intake;

/// <summary>
/// One row of a partition's journal: which changes are under way. What they are is the articles' to store: a change that
/// its article has not stored when the intake breaks off was not acknowledged, and need not be carried on.
/// Stored; members are only ever added.
/// </summary>
[GenerateSerializer, Immutable, Alias("gateway.JournalState")]
internal sealed record JournalState
{
    /// <summary>The highest sequence that the partition had given away when the row was written.</summary>
    [Id(0)] public long LastSequence { get; init; }

    /// <summary>Changes written down with their content: the first gateways did so, this one only reads them.</summary>
    [Id(1)] public ImmutableArray<JournalEntry> Entries { get; init; } = [];

    /// <summary>Changes that their articles may have applied, and may owe to topics still.</summary>
    [Id(2)] public ImmutableArray<UnsettledEntry> Unsettled { get; init; } = [];
}

/// <summary>A change that its article may not have applied yet.</summary>
/// <param name="Sequence">Its place in the partition's order.</param>
/// <param name="Change">The change.</param>
[GenerateSerializer, Immutable, Alias("gateway.JournalEntry")]
internal sealed record JournalEntry([property: Id(0)] long Sequence, [property: Id(1)] ArticleChange Change);

/// <summary>A change under way.</summary>
/// <param name="Sequence">Its place in the partition's order.</param>
/// <param name="Slug">The article's slug.</param>
[GenerateSerializer, Immutable, Alias("gateway.UnsettledEntry")]
internal sealed record UnsettledEntry([property: Id(0)] long Sequence, [property: Id(1)] string Slug);
