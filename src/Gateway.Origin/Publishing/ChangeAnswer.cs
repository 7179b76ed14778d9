using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Contracts.Publishing;

namespace Gateway.Origin.Publishing;

/// <summary>What a publisher is told about one change: a line of a bulk answer, or the body of a single one.</summary>
/// <param name="Slug">Null where a record's could not be read.</param>
/// <param name="Status">As of a single request.</param>
/// <param name="Revision">After a change that went well.</param>
/// <param name="Error">Why it did not.</param>
/// <param name="Member">What the error is about.</param>
internal sealed record ChangeAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Slug, int Status, long? Revision, string? Error, string? Member)
{
    /// <summary>What came of it, where it went well; no publisher is told.</summary>
    [JsonIgnore]
    public ChangeOutcome? Outcome { get; private init; }

    public static ChangeAnswer Of(ChangeOutcome outcome) => outcome.Status < 300
        ? new ChangeAnswer(outcome.Slug, outcome.Status, outcome.Revision, null, null) { Outcome = outcome }
        : new ChangeAnswer(outcome.Slug, outcome.Status, null, outcome.Error ?? "The change was refused.", outcome.Member);

    public static ChangeAnswer Refused(string? slug, int status, string error, string? member = null) => new(slug, status, null, error, member);

    /// <summary>For a failure of the gateway's own: whether the change is stored is not known, and sending it again is safe.</summary>
    public static ChangeAnswer Unavailable(string slug) => Refused(slug, 503, "The change could not be stored for now; send it again.");

    /// <summary>As a line of NDJSON.</summary>
    public void WriteLine(IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(json, this, ChangeAnswerJson.Default.ChangeAnswer);
        output.Write("\n"u8);
    }
}

[JsonSerializable(typeof(ChangeAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ChangeAnswerJson : JsonSerializerContext;
