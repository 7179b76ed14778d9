namespace Gateway.Grains.Index;

/// <summary>
/// The layout of a stored head. It has a number of its own because members that are added do not change it: another number
/// means that the members known here no longer say what they did.
/// </summary>
internal static class StoredLayout
{
    /// <summary>The one that this gateway writes. A higher one is written only by the version after the first that reads it.</summary>
    public const int Current = 1;

    /// <summary>Refuses what a later gateway stored: the next write from here would lose it.</summary>
    /// <exception cref="InvalidDataException">It is of a layout that is not known here.</exception>
    public static void Require(int stored, string key)
    {
        if (stored > Current)
            throw new InvalidDataException($"The state of {key} is stored in layout {stored}, which this gateway does not know: run the version that wrote it.");
    }
}
