using System.Text.Json.Serialization;
using Gateway.Contracts.Changes;
using Gateway.Contracts.Silos;

namespace Gateway.Origin.Changes;

/// <summary>A line of the stream of changes. One without keys says that the stream is alive.</summary>
/// <param name="Sequence">The number of the last change that the listener knows with this line.</param>
/// <param name="Silo">In the first line: whose changes these are.</param>
/// <param name="Epoch">In the first line: their epoch.</param>
/// <param name="Gap">Whether changes before <paramref name="Sequence"/> are left out, being forgotten.</param>
/// <param name="Changed">Keys with their numbers.</param>
/// <param name="Dropped">Those of retractions.</param>
/// <param name="Silos">The silos of the cluster, where they are others than the line before said.</param>
internal sealed record ChangeLine(
    long Sequence,
    string? Silo = null,
    long? Epoch = null,
    bool? Gap = null,
    IReadOnlyDictionary<string, long>? Changed = null,
    IReadOnlyDictionary<string, long>? Dropped = null,
    SilosRecord? Silos = null)
{
    /// <summary>The first line.</summary>
    public static ChangeLine Head(ChangePosition position, long after, bool isGap) => new(after, position.Silo, position.Epoch, isGap ? true : null);

    /// <summary>A line that tells of the silos alone.</summary>
    public static ChangeLine Of(long after, SiloView silos) => new(after, Silos: new SilosRecord(silos.Version, [.. silos.Members.Select(SiloRecord.Of)]));

    /// <summary>A batch, each key once; a gap where it is one.</summary>
    public static ChangeLine Of(ChangeBatch batch)
    {
        Dictionary<string, long>? changed = null, dropped = null;
        foreach (var change in batch.Changes)
        {
            // A retraction stays one, whatever came after it: the key is told twice then.
            var keys = change.IsRetraction ? dropped ??= new(StringComparer.Ordinal) : changed ??= new(StringComparer.Ordinal);
            keys[change.Key] = change.Sequence;
        }

        return new ChangeLine(batch.Sequence, Gap: batch.IsGap ? true : null, Changed: changed, Dropped: dropped);
    }
}

/// <summary>The silos of the cluster, as the one that says it sees them.</summary>
/// <param name="Version">Of the membership; a higher one is later, whoever says it.</param>
/// <param name="Members">Those that are alive.</param>
internal sealed record SilosRecord(long Version, IReadOnlyList<SiloRecord> Members);

/// <summary>A silo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where its origin listens; left out where it says nothing of that.</param>
/// <param name="Joining">Whether it is given no grains yet.</param>
internal sealed record SiloRecord(string Name, string? Address, bool? Joining)
{
    public static SiloRecord Of(SiloMember member) => new(member.Name, member.Address?.AbsoluteUri, member.IsJoining ? true : null);
}

[JsonSerializable(typeof(ChangeLine))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ChangeLineJson : JsonSerializerContext;
