using System.Text;

namespace Gateway.Benchmarks.Edge.Hits;

/// <summary>One coding of a document as the gateway answers it, which every other server then has to answer too.</summary>
/// <param name="Fields">The fields that shape caching and reading, without those of one connection or one moment.</param>
/// <param name="Body">The content as coded.</param>
internal sealed record Representation(IReadOnlyList<KeyValuePair<string, string>> Fields, byte[] Body)
{
    private static readonly string[] Kept =
        ["Content-Type", "Content-Encoding", "ETag", "Last-Modified", "Cache-Control", "Vary", "Access-Control-Allow-Origin", "Link", "Content-Language", "Content-Location", "Content-Security-Policy", "X-Content-Type-Options"];

    public string ETag => Fields.First(f => f.Key is "ETag").Value;

    public static async Task<Representation> Of(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var fields = answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)
            .Where(h => Kept.Contains(h.Key, StringComparer.OrdinalIgnoreCase))
            .Select(h => KeyValuePair.Create(Kept.First(k => string.Equals(k, h.Key, StringComparison.OrdinalIgnoreCase)), string.Join(", ", h.Value)));
        return new Representation([.. fields], await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    public async Task Save(string path, CancellationToken cancellation)
    {
        await File.WriteAllBytesAsync(path + ".body", Body, cancellation);
        await File.WriteAllLinesAsync(path + ".head", Fields.Select(f => $"{f.Key}: {f.Value}"), Encoding.Latin1, cancellation);
    }

    public static Representation Load(string path)
    {
        var fields = File.ReadAllLines(path + ".head", Encoding.Latin1)
            .Select(l => l.Split(": ", 2))
            .Select(p => KeyValuePair.Create(p[0], p[1]));
        return new Representation([.. fields], File.ReadAllBytes(path + ".body"));
    }
}
