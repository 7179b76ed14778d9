using System.Collections.Immutable;
using Gateway.Contracts.Publishing;

namespace Gateway.Grains.Intake;

/// <summary>One row of a partition's journal: what is under way. Stored; members are only ever added.</summary>
[GenerateSerializer, Immutable, Alias("gateway.JournalState")]
internal sealed record JournalState
{
    /// <summary>The highest sequence that the partition had given away when the row was written.</summary>
    [Id(0)] public long LastSequence { get; init; }

    /// <summary>Changes that their articles may not have applied yet.</summary>
    [Id(1)] public ImmutableArray<JournalEntry> Entries { get; init; } = [];

    /// <summary>Changes that their articles have applied, and may owe to topics still.</summary>
    [Id(2)] public ImmutableArray<UnsettledEntry> Unsettled { get; init; } = [];
}

/// <summary>A change that its article may not have applied yet.</summary>
/// <param name="Sequence">Its place in the partition's order.</param>
/// <param name="Change">The change.</param>
[GenerateSerializer, Immutable, Alias("gateway.JournalEntry")]
internal sealed record JournalEntry([property: Id(0)] long Sequence, [property: Id(1)] ArticleChange Change);

/// <summary>A change that its article has applied, and may owe to topics still.</summary>
/// <param name="Sequence">Its place in the partition's order.</param>
/// <param name="Slug">The article's slug.</param>
[GenerateSerializer, Immutable, Alias("gateway.UnsettledEntry")]
internal sealed record UnsettledEntry([property: Id(0)] long Sequence, [property: Id(1)] string Slug);
