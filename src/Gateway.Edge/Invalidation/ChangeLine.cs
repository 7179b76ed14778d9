using System.Text.Json.Serialization;

namespace Gateway.Edge.Invalidation;

/// <summary>A line of a silo's stream of changes. One without keys says that the silo is alive.</summary>
/// <param name="Sequence">The number of the last change that is known with this line.</param>
/// <param name="Silo">In the first line: whose changes these are.</param>
/// <param name="Epoch">In the first line: their epoch.</param>
/// <param name="Gap">Whether changes before <paramref name="Sequence"/> are left out.</param>
/// <param name="Changed">Keys with their numbers.</param>
/// <param name="Dropped">Those of retractions.</param>
internal sealed record ChangeLine(
    long Sequence, string? Silo, long? Epoch, bool? Gap, Dictionary<string, long>? Changed, Dictionary<string, long>? Dropped)
{
    /// <summary>What changed.</summary>
    public IEnumerable<ChangedKey> Keys() =>
        (Changed ?? []).Select(c => new ChangedKey(c.Key, c.Value, IsRetraction: false))
            .Concat((Dropped ?? []).Select(c => new ChangedKey(c.Key, c.Value, IsRetraction: true)));
}

[JsonSerializable(typeof(ChangeLine))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ChangeLineJson : JsonSerializerContext;
