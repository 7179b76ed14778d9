namespace Gateway.Grains.Tests.Golden;

/// <summary>A list of names that is kept: what is in it stays as it is, what is new is written down at its end.</summary>
internal static class GoldenList
{
    /// <summary>The lines of a list, without remarks.</summary>
    public static IReadOnlyList<string> Read(string name) =>
        File.Exists(Place(name)) ? [.. File.ReadAllLines(Place(name)).Where(l => l.Length > 0 && !l.StartsWith('#'))] : [];

    /// <summary>Fails where a line that is kept is true no more, or one that is true is not kept.</summary>
    /// <param name="name">The list.</param>
    /// <param name="today">What is true today.</param>
    /// <param name="mayGo">Lines that another may take the place of.</param>
    /// <param name="advice">What else to do about a new line.</param>
    public static void Check(string name, IEnumerable<string> today, Func<string, bool> mayGo, string advice)
    {
        var lines = today.ToList();
        var kept = Read(name);
        var fresh = lines.Except(kept, StringComparer.Ordinal).ToList();
        if (GoldenFile.IsWriting && fresh.Count > 0)
            File.AppendAllLines(Place(name), fresh);
        else
            Assert.True(fresh.Count == 0, $"Not written down in {Place(name)}: {string.Join('\n', fresh)}\n{advice} Then run these tests once with GATEWAY_GOLDEN=write, look at the list, and commit it.");

        var gone = kept.Except(lines, StringComparer.Ordinal).Where(l => !mayGo(l)).ToList();
        Assert.True(gone.Count == 0, $"Silos of the version before say and store this, and it is understood no more: {string.Join('\n', gone)}\nPut it back, and add what is new beside it.");
    }

    private static string Place(string name) => Path.Combine(GoldenFile.Folder, name);
}
