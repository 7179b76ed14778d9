using System.Text.Json.Serialization;

namespace Gateway.Commands.Import;

/// <summary>One line of the answer to a bulk publish.</summary>
/// <param name="Slug">The record's slug; null where it has none.</param>
/// <param name="Status">As an HTTP status.</param>
/// <param name="Error">Why it was refused.</param>
/// <param name="Member">What of it the error is about.</param>
internal sealed record BulkAnswer(string? Slug, int Status, string? Error = null, string? Member = null)
{
    /// <summary>The error with what it is about.</summary>
    public string Reason => Error is null ? "refused" : Member is null || Error.StartsWith(Member, StringComparison.Ordinal) ? Error : $"{Member} {Error}";
}

/// <summary>RFC 9457 §3: a request that was refused as a whole.</summary>
internal sealed record BulkProblem(string? Title, string? Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(BulkProblem))]
internal sealed partial class BulkJson : JsonSerializerContext;
