using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.EndToEnd.Tests.HttpCacheSuite;

/// <summary>A case of the suite.</summary>
/// <param name="Id">Its name, stable.</param>
/// <param name="Kind"><c>required</c> by the RFCs, <c>optimal</c>, or <c>check</c> (only to know how caches behave).</param>
/// <param name="Name">What it says in words.</param>
/// <param name="Suite">The group that it belongs to.</param>
/// <param name="DependsOn">Cases that must pass for this one to mean anything.</param>
internal sealed record SuiteCase(string Id, string Kind, string Name, string Suite, string[] DependsOn);

/// <summary>How a case ended.</summary>
internal sealed record SuiteResult(SuiteCase Case, SuiteOutcome Outcome, string Message)
{
    public bool Passed => Outcome == SuiteOutcome.Passed;
}

/// <summary>As the suite's own summary tells them apart.</summary>
internal enum SuiteOutcome
{
    /// <summary>Behaves as the case says (of a check: yes).</summary>
    Passed,

    /// <summary>Does not (of a check: no).</summary>
    Failed,

    /// <summary>What the case sets up went wrong.</summary>
    Setup,

    /// <summary>The case passed or failed, but one that it depends on did not pass.</summary>
    Dependency,
}

/// <summary>What <c>suite.mjs</c> prints.</summary>
internal sealed record SuiteOutput(SuiteCase[] Cases, Dictionary<string, JsonElement> Results)
{
    /// <summary>The outcome of every case, its dependencies honoured, in the suite's order.</summary>
    public IReadOnlyList<SuiteResult> Judge()
    {
        var cases = Cases.ToDictionary(c => c.Id, StringComparer.Ordinal);
        return [.. Cases.Select(c => Judge(c, cases))];
    }

    private SuiteResult Judge(SuiteCase one, Dictionary<string, SuiteCase> cases)
    {
        var result = Results[one.Id];
        var message = result.ValueKind == JsonValueKind.True ? "" : result[1].GetString() ?? "";
        var lacking = one.DependsOn.FirstOrDefault(d => cases.TryGetValue(d, out var other) && Judge(other, cases) is { Passed: false });
        if (lacking is not null)
            return new SuiteResult(one, SuiteOutcome.Dependency, $"depends on {lacking}{(message.Length > 0 ? "; " + message : "")}");
        if (result.ValueKind == JsonValueKind.True)
            return new SuiteResult(one, SuiteOutcome.Passed, "");

        var setup = string.Equals(result[0].GetString(), "Setup", StringComparison.Ordinal);
        return new SuiteResult(one, setup ? SuiteOutcome.Setup : SuiteOutcome.Failed, message);
    }
}

[JsonSerializable(typeof(SuiteOutput))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class SuiteJson : JsonSerializerContext;
