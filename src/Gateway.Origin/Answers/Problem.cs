using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Origin.Answers;

/// <summary>A refusal (RFC 9457).</summary>
/// <param name="Status">400 to 599.</param>
/// <param name="Detail">What is wrong, for people; never what an exception says.</param>
/// <param name="Member">The member or parameter that it is about; null where it is about none.</param>
/// <param name="Errors">All that is wrong, where that is more than one thing: first the one that the others speak of.</param>
internal sealed record Problem(int Status, string Detail, string? Member = null, IReadOnlyList<ProblemError>? Errors = null)
{
    public const string ContentType = "application/problem+json";

    /// <summary>For the type <c>about:blank</c> the title is the status's phrase (RFC 9457 §4.2.1).</summary>
    public string Title => ReasonPhrases.GetReasonPhrase(Status) is { Length: > 0 } phrase ? phrase : "Error";

    /// <summary>As JSON, UTF-8.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new ProblemRecord("about:blank", Title, Status, Detail, Member, Errors), AnswerJson.Readable.ProblemRecord);
}

/// <summary>RFC 9457 §3.1, with the extensions <c>member</c> and <c>errors</c>.</summary>
internal sealed record ProblemRecord(string Type, string Title, int Status, string Detail, string? Member, IReadOnlyList<ProblemError>? Errors);

/// <summary>One of several things that are wrong.</summary>
/// <param name="Member">The member that it is about.</param>
/// <param name="Detail">What is wrong with it, for people.</param>
internal sealed record ProblemError(string? Member, string Detail);

[JsonSerializable(typeof(ProblemRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    // People read these with curl; the type and nosniff keep the text from being taken for a page.
    public static AnswerJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
