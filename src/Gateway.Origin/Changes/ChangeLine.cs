using System.Text.Json.Serialization;
using Gateway.Contracts.Changes;

namespace Gateway.Origin.Changes;

/// <summary>A line of the stream of changes. One without keys says that the stream is alive.</summary>
/// <param name="Sequence">The number of the last change that the listener knows with this line.</param>
/// <param name="Silo">In the first line: whose changes these are.</param>
/// <param name="Epoch">In the first line: their epoch.</param>
/// <param name="Gap">Whether changes before <paramref name="Sequence"/> are left out, being forgotten.</param>
/// <param name="Changed">Keys with their numbers.</param>
/// <param name="Dropped">Those of retractions.</param>
internal sealed record ChangeLine(
    long Sequence,
    string? Silo = null,
    long? Epoch = null,
    bool? Gap = null,
    IReadOnlyDictionary<string, long>? Changed = null,
    IReadOnlyDictionary<string, long>? Dropped = null)
{
    /// <summary>The first line.</summary>
    public static ChangeLine Head(ChangePosition position, long after, bool isGap) => new(after, position.Silo, position.Epoch, isGap ? true : null);

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

[JsonSerializable(typeof(ChangeLine))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ChangeLineJson : JsonSerializerContext;
