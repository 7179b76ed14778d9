using System.Collections.Immutable;

namespace Gateway.Contracts.Publishing;

/// <summary>What a publisher asks for.</summary>
[GenerateSerializer, Alias("gateway.ChangeKind")]
public enum ChangeKind
{
    /// <summary>Create or replace the article.</summary>
    Put,

    /// <summary>Retract it: it leaves the feeds and answers 410.</summary>
    Retract,
}

/// <summary>One change of one article, checked and normalised by the origin.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ArticleChange")]
public sealed record ArticleChange
{
    [Id(0)] public required string Slug { get; init; }

    [Id(1)] public required ChangeKind Kind { get; init; }

    /// <summary>The record as canonical JSON (UTF-8); empty when retracting.</summary>
    [Id(2)] public ReadOnlyMemory<byte> Record { get; init; }

    /// <summary>The name of the publisher who asks.</summary>
    [Id(3)] public required string Publisher { get; init; }

    /// <summary>Whether that publisher is an operator, who may change or retract anything.</summary>
    [Id(4)] public bool IsOperator { get; init; }

    /// <summary>
    /// <c>If-Match</c> (RFC 9110 §13.1.1): the article versions (see <see cref="Articles.ArticleHeader.Version"/>) of
    /// which one must be the current one, or <c>*</c>; empty without a precondition.
    /// </summary>
    [Id(5)] public ImmutableArray<string> IfMatch { get; init; } = [];

    /// <summary><c>If-None-Match: *</c> (RFC 9110 §13.1.2): only if there is no live article.</summary>
    [Id(6)] public bool IfNoneMatchAny { get; init; }

    /// <summary>When the gateway received the change.</summary>
    [Id(7)] public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What the record says of its fate, so that it need not be parsed again; null when retracting, and from a gateway that did not send it yet.</summary>
    [Id(8)] public ArticleFacts? Facts { get; init; }
}

/// <summary>What became of one change.</summary>
[GenerateSerializer, Immutable, Alias("gateway.ChangeOutcome")]
public sealed record ChangeOutcome
{
    [Id(0)] public required string Slug { get; init; }

    /// <summary>
    /// As an HTTP status: 200 replaced or unchanged, 201 created, 204 retracted, 403 another publisher's, 404 nothing to
    /// retract, 409 the address is another article's id, 412 precondition failed, 503 not stored for now (try again).
    /// </summary>
    [Id(1)] public required int Status { get; init; }

    /// <summary>The article's revision after the change; 0 where there is no article.</summary>
    [Id(2)] public long Revision { get; init; }

    /// <summary>The article's version after the change, see <see cref="Articles.ArticleHeader.Version"/>; empty where there is none.</summary>
    [Id(3)] public string Version { get; init; } = "";

    /// <summary>Why a change was refused, for people; null when it was not.</summary>
    [Id(4)] public string? Error { get; init; }

    /// <summary>The member of the record that a refusal is about (<c>url</c>, say); null where it is about none.</summary>
    [Id(5)] public string? Member { get; init; }

    /// <summary>The keys of the topics that the change altered; empty when it altered nothing.</summary>
    [Id(6)] public ImmutableArray<string> ChangedTopics { get; init; } = [];

    /// <summary>What it altered as the silos that host it number it; not stored. Empty from a gateway that did not say it yet.</summary>
    [Id(7)] public ImmutableArray<Changes.ReportedChanges> Reported { get; init; } = [];
}
