using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gateway.Tests.Shared;

/// <summary>
/// The corpus of real articles beside the repository (<c>../shared/corpus</c>). A clone without it skips the tests
/// that need it; in CI its absence fails them.
/// </summary>
internal static class Corpus
{
    private static readonly string? Folder = Find();

    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The path of a corpus file; skips the calling test where there is no corpus, fails it in CI.</summary>
    public static string Path(string name)
    {
        var path = Folder is null ? null : System.IO.Path.Combine(Folder, name);
        if (path is not null && System.IO.Path.Exists(path))
            return path;

        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            Assert.Fail($"In CI the corpus must be there: ../shared/corpus/{name} was not found.");

        Assert.Skip($"The corpus (../shared/corpus/{name}) is not beside this clone.");
        throw new InvalidOperationException("Skipped above.");
    }

    /// <summary>The articles, one JSON object each, as UTF-8.</summary>
    public static IEnumerable<byte[]> Articles()
    {
        using var file = File.OpenRead(Path("articles.ndjson.gz"));
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, new UTF8Encoding(false));
        while (reader.ReadLine() is { } line)
            yield return Encoding.UTF8.GetBytes(line);
    }

    private static string? Find()
    {
        var folder = System.IO.Path.GetFullPath(System.IO.Path.Combine(FindRoot(), "..", "shared", "corpus"));
        return Directory.Exists(folder) ? folder : null;
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here) ?? ".", "..", ".."));
}
