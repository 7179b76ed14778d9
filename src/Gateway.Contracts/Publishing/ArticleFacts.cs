using System.Collections.Immutable;
using Gateway.Contracts.Topics;

namespace Gateway.Contracts.Publishing;

/// <summary>What an article's fate depends on, of all that its record says.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ArticleFacts")]
public sealed record ArticleFacts
{
    /// <summary>The address that becomes the id; null where the record has none.</summary>
    [Id(0)] public string? Url { get; init; }

    /// <summary>As the publisher has it.</summary>
    [Id(1)] public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>As the publisher has it; null where the record has none.</summary>
    [Id(2)] public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The topics that are to carry it, each once.</summary>
    [Id(3)] public required ImmutableArray<TopicMembership> Memberships { get; init; }
}
