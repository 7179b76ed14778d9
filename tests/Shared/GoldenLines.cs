namespace Gateway.Tests.Shared;

/// <summary>Lines that silos and edges of two versions say to each other, kept for ever with what they mean: <c>{name}.{number}.txt</c>.</summary>
internal static class GoldenLines
{
    private const string Meaning = "  = ";

    private static string Folder => Path.Combine(Corpus.RepositoryRoot, "tests", "Shared", "Golden");

    /// <summary>Those that the version of today says.</summary>
    public static IReadOnlyList<string> Newest(string name) => [.. Read(Files(name)[^1]).Select(l => l.Line)];

    /// <summary>Those that any version said, each with what it means.</summary>
    public static IReadOnlyList<(string Line, string Means)> All(string name) => [.. Files(name).SelectMany(Read)];

    /// <summary>What to do where <see cref="Newest"/> is another one than what is said today.</summary>
    public static string Advice(string name) =>
        $"{name} is said otherwise than {Files(name)[^1]} keeps it, which peers of the version before understand. What is there already stays as it is; "
        + "what is new has a name of its own. Leave the file, and add one with the next number.";

    private static string[] Files(string name) =>
        [.. Directory.GetFiles(Folder, name + ".*.txt").OrderBy(f => int.Parse(Path.GetFileNameWithoutExtension(f)[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture))];

    private static IEnumerable<(string Line, string Means)> Read(string file)
    {
        var lines = File.ReadAllLines(file).Where(l => !l.StartsWith('#')).ToList();
        for (var i = 0; i < lines.Count; i += 2)
            yield return (lines[i], lines[i + 1][Meaning.Length..]);
    }
}
