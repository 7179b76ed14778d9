namespace Gateway.Benchmarks.Edge.Hits;

/// <summary>A document that every server answers from memory, in two codings.</summary>
/// <param name="Name">How the tables call it.</param>
/// <param name="Path">Its path, without the leading slash.</param>
/// <param name="Identity">Uncoded.</param>
/// <param name="Gzip">In gzip.</param>
internal sealed record CachedDocument(string Name, string Path, Representation Identity, Representation Gzip)
{
    public static async Task<CachedDocument> Read(HttpClient gateway, string name, string path, CancellationToken cancellation) =>
        new(name, path, await ReadAs(gateway, path, null, cancellation), await ReadAs(gateway, path, "gzip", cancellation));

    /// <summary>Writes it where <see cref="LoadAll"/> finds it.</summary>
    public async Task Save(string folder, CancellationToken cancellation)
    {
        var file = System.IO.Path.Combine(folder, Uri.EscapeDataString(Path));
        await Identity.Save(file + ".identity", cancellation);
        await Gzip.Save(file + ".gzip", cancellation);
    }

    public static IEnumerable<CachedDocument> LoadAll(string folder) =>
        Directory.GetFiles(folder, "*.identity.head")
            .Select(f => f[..^".identity.head".Length])
            .Select(f => (File: f, Path: Uri.UnescapeDataString(System.IO.Path.GetFileName(f))))
            .Select(f => new CachedDocument(f.Path, f.Path, Representation.Load(f.File + ".identity"), Representation.Load(f.File + ".gzip")));

    private static async Task<Representation> ReadAs(HttpClient gateway, string path, string? coding, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (coding is not null)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", coding);
        using var answer = await gateway.SendAsync(request, cancellation);
        return await Representation.Of(answer.EnsureSuccessStatusCode(), cancellation);
    }
}
