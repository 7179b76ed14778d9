using System.Text.Json.Serialization;

namespace Gateway.Edge.Invalidation;

/// <summary>
/// A line of a silo's stream of changes. One without keys says that the silo is alive. Members that are not known here are a
/// later silo's, and passed over.
/// </summary>
/// <param name="Sequence">The number of the last change that is known with this line; null in a line of a kind that is not known here.</param>
/// <param name="Silo">In the first line: whose changes these are.</param>
/// <param name="Epoch">In the first line: their epoch.</param>
/// <param name="Gap">Whether changes before <paramref name="Sequence"/> are left out.</param>
/// <param name="Changed">Keys with their numbers.</param>
/// <param name="Dropped">Those of retractions.</param>
/// <param name="Silos">The silos of the cluster, where the line says it.</param>
internal sealed record ChangeLine(
    long? Sequence, string? Silo, long? Epoch, bool? Gap, Dictionary<string, long>? Changed, Dictionary<string, long>? Dropped, SilosLine? Silos = null)
{
    /// <summary>What changed.</summary>
    public IEnumerable<ChangedKey> Keys() =>
        (Changed ?? []).Select(c => new ChangedKey(c.Key, c.Value, IsRetraction: false))
            .Concat((Dropped ?? []).Select(c => new ChangedKey(c.Key, c.Value, IsRetraction: true)));
}

/// <summary>The silos of the cluster, as one of them sees them.</summary>
/// <param name="Version">Of the membership; a higher one is later, whoever says it.</param>
/// <param name="Members">Those that are alive.</param>
internal sealed record SilosLine(long Version, IReadOnlyList<SiloLine>? Members);

/// <summary>A silo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where its origin listens.</param>
/// <param name="Joining">Whether it is given nothing to host yet.</param>
internal sealed record SiloLine(string? Name, string? Address, bool? Joining);

[JsonSerializable(typeof(ChangeLine))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ChangeLineJson : JsonSerializerContext;
