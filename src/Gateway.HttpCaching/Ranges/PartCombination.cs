using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Reuse;

namespace Gateway.HttpCaching.Ranges;

/// <summary>
/// How two parts become one (RFC 9110 §15.3.7.3, RFC 9111 §3.4): so many bytes of the earlier, then the later from an offset on.
/// </summary>
/// <param name="Combined">The facts of what they become; of the newer one, as its fields are (§3.4).</param>
/// <param name="StoredIsEarlier">Whether the stored part comes first in the bytes.</param>
/// <param name="BytesOfEarlier">How many bytes of the earlier one are used.</param>
/// <param name="OffsetInLater">Where the use of the later one begins.</param>
public sealed record PartCombination(StoredFacts Combined, bool StoredIsEarlier, long BytesOfEarlier, long OffsetInLater)
{
    /// <summary>
    /// Joins a stored part with one just received. Null where their validators are not the same and strong, or they neither
    /// touch nor overlap, or disagree on the length of the whole. Where they overlap, the new bytes are used.
    /// </summary>
    public static PartCombination? Of(StoredFacts stored, StoredFacts received)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(received);
        if (stored.Part is not { CompleteLength: { } length } old || received.Part is not { CompleteLength: { } same } fresh || length != same)
            return null;
        if (!stored.Variant.Equals(received.Variant) || !HaveSameStrongValidator(stored, received))
            return null;
        if (old.First > fresh.Last + 1 || fresh.First > old.Last + 1)
            return null;

        var storedIsEarlier = old.First < fresh.First;
        var (earlier, later) = storedIsEarlier ? (old, fresh) : (fresh, old);
        if (earlier.Last >= later.Last)
            return storedIsEarlier ? null : new(received, StoredIsEarlier: false, earlier.Length, later.Length);

        // New bytes win: of the stored part what comes before the new one, or after it.
        var (bytes, offset) = storedIsEarlier ? (later.First - earlier.First, 0L) : (earlier.Length, earlier.Last + 1 - later.First);
        var whole = new ContentRange(earlier.First, later.Last, length);
        var combined = whole.Length == length ? received.AsWhole() : received.AsJoined(whole);
        return new(combined, storedIsEarlier, bytes, offset);
    }

    private static bool HaveSameStrongValidator(StoredFacts a, StoredFacts b) =>
        a.ETag is { } one && b.ETag is { } other
            ? one.StrongEquals(other)
            : a.ETag is null && b.ETag is null && a.HasStrongDate && b.HasStrongDate && a.LastModified == b.LastModified;
}
