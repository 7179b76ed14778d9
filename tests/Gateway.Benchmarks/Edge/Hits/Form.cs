namespace Gateway.Benchmarks.Edge.Hits;

/// <summary>A kind of request for a document.</summary>
/// <param name="Name">How the tables call it.</param>
/// <param name="Gzip">Whether it accepts gzip.</param>
/// <param name="Conditional">Whether it has the current <c>ETag</c>, and gets a 304.</param>
internal sealed record Form(string Name, bool Gzip, bool Conditional)
{
    /// <summary>Readers accept gzip: a poll that ends in 304 does too.</summary>
    public static readonly Form[] All = [new("304", true, true), new("identity", false, false), new("gzip", true, false)];

    public Representation Expected(CachedDocument document) => Gzip ? document.Gzip : document.Identity;

    public IEnumerable<KeyValuePair<string, string>> RequestFields(CachedDocument document)
    {
        if (Gzip)
            yield return new("Accept-Encoding", "gzip");
        if (Conditional)
            yield return new("If-None-Match", Expected(document).ETag);
    }
}
