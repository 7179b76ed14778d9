using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gateway.Tests.Shared;

namespace Gateway.Grains.Tests.Golden;

/// <summary>
/// What a version wrote, kept for ever: lines that say what it means, then the bytes. The first is <c>{name}.1.hex</c>, the one
/// that is written today that with the highest number.
/// </summary>
internal sealed record GoldenFile(string Name, int Number, ImmutableArray<string> Values, byte[] Bytes)
{
    private const string Separator = "bytes";

    public static string Folder { get; } = Path.Combine(Corpus.RepositoryRoot, "tests", "Gateway.Grains.Tests", "Golden", "Files");

    /// <summary>Whether what is missing is written instead of told of: <c>GATEWAY_GOLDEN=write</c>. Nothing that is there is ever written over.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable("GATEWAY_GOLDEN") is "write";

    public string Place => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Name}.{Number}.hex"));

    /// <summary>All that are kept, by their paths.</summary>
    public static IEnumerable<string> Kept => System.IO.Directory.Exists(Folder)
        ? System.IO.Directory.GetFiles(Folder, "*.hex", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)
        : [];

    /// <summary>Those of a record, the oldest first.</summary>
    public static IReadOnlyList<GoldenFile> Of(string name) => [.. Kept.Select(Read).Where(f => f.Name == name).OrderBy(f => f.Number)];

    public static GoldenFile Read(string path)
    {
        var parts = Path.ChangeExtension(path, null).Split('.');
        var lines = File.ReadAllLines(Path.Combine(Folder, path)).Where(l => !l.StartsWith('#')).ToList();
        var end = lines.IndexOf(Separator);
        return new GoldenFile(
            string.Join('.', parts[..^1]),
            int.Parse(parts[^1], CultureInfo.InvariantCulture),
            [.. lines.Take(end)],
            Convert.FromHexString(string.Concat(lines.Skip(end + 1))));
    }

    public void Save()
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Place)!); // A file has a folder.
        using var file = new FileStream(Place, FileMode.CreateNew);
        file.Write(Encoding.UTF8.GetBytes(ToString()));
    }

    public override string ToString() => string.Join('\n', [
        "# Kept for ever: never edited, only added to.",
        .. Values,
        Separator,
        .. Convert.ToHexString(Bytes).Chunk(96).Select(c => new string(c)),
        ""]);
}
