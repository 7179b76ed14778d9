namespace Gateway.HttpCaching.Keys;

/// <summary>
/// Remembers normal forms: few different values make up nearly all requests, and working one out costs more than the hit that
/// it is for. A fixed number of slots, each value in the one that its hash names, the last writer staying: nothing to lock,
/// nothing to grow, and whoever sends ever new values only makes them be worked out.
/// </summary>
internal sealed class NormalFormCache
{
    private const int SlotCount = 512;
    private const int MaximumLength = 256;
    private readonly Entry?[] _slots = new Entry?[SlotCount];

    private sealed record Entry(string Name, string Value, string Normal);

    /// <summary>The normal form of a line of a field.</summary>
    /// <param name="name">The field, lower case.</param>
    /// <param name="value">The line.</param>
    /// <param name="normalize">Works it out.</param>
    public string Get(string name, string value, Func<string, string, string> normalize)
    {
        if (value.Length > MaximumLength)
            return normalize(name, value);

        // Hashes of strings differ from process to process: nobody can aim at a slot.
        ref var slot = ref _slots[(value.GetHashCode(StringComparison.Ordinal) ^ name.Length) & (SlotCount - 1)];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && string.Equals(entry.Value, value, StringComparison.Ordinal) && string.Equals(entry.Name, name, StringComparison.Ordinal))
            return entry.Normal;

        var normal = normalize(name, value);
        Volatile.Write(ref slot, new Entry(name, value, normal));
        return normal;
    }
}
