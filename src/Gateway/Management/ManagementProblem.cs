using System.Text.Json.Serialization;

namespace Gateway.Management;

/// <summary>Refusals of the management listener.</summary>
internal static class ManagementProblem
{
    /// <summary>A problem; its text never has what an exception says.</summary>
    public static IResult Answer(int status, string title, string detail, string? member = null) => Results.Json(
        new ManagementProblemRecord("about:blank", title, status, detail, member), ManagementProblemJson.Default.ManagementProblemRecord, "application/problem+json", status);
}

/// <summary>RFC 9457 §3, with the extension <c>member</c>.</summary>
internal sealed record ManagementProblemRecord(string Type, string Title, int Status, string Detail, string? Member);

[JsonSerializable(typeof(ManagementProblemRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ManagementProblemJson : JsonSerializerContext;
