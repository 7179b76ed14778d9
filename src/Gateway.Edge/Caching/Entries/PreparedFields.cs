using System.Collections.Immutable;
using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Entries;

/// <summary>
/// The fields of a stored response as they go out, chosen once: those of the whole, and those of a 304. Without
/// <c>Content-Length</c>, <c>Age</c> and <c>Cache-Status</c>, which each answer has of its own.
/// </summary>
internal sealed class PreparedFields
{
    private PreparedFields(KeyValuePair<string, StringValues>[] whole, KeyValuePair<string, StringValues>[] notModified, StringValues cacheStatus)
    {
        (Whole, NotModified, CacheStatus) = (whole, notModified, cacheStatus);
    }

    public KeyValuePair<string, StringValues>[] Whole { get; }

    public KeyValuePair<string, StringValues>[] NotModified { get; }

    /// <summary>What caches before this one said.</summary>
    public StringValues CacheStatus { get; }

    /// <summary>Bytes beside the fields' texts, which the response holds.</summary>
    public long Weight => Footprint.Object + 4 * Footprint.Reference + 2 * Footprint.Array + 24L * (Whole.Length + NotModified.Length);

    public static PreparedFields Create(ImmutableArray<KeyValuePair<string, StringValues>> fields, StoredFacts facts, ContentCoding coding, bool variesByCoding)
    {
        var whole = new List<KeyValuePair<string, StringValues>>(fields.Length + 2);
        StringValues cacheStatus = default, vary = default;
        foreach (var (name, value) in fields)
        {
            if (name.Equals("Cache-Status", StringComparison.OrdinalIgnoreCase))
                cacheStatus = value;
            else if (variesByCoding && name.Equals("Vary", StringComparison.OrdinalIgnoreCase))
                vary = value;
            else if (coding != ContentCoding.Identity && name.Equals("ETag", StringComparison.OrdinalIgnoreCase))
                whole.Add(new("ETag", facts.InCoding(coding).ETagText));
            else if (coding != ContentCoding.Identity && IsOfIdentity(name))
                continue;
            else if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                whole.Add(new(name, value));
        }

        if (variesByCoding)
            whole.Add(new("Vary", StringValues.Concat(vary, "Accept-Encoding")));
        if (coding != ContentCoding.Identity)
            whole.Add(new("Content-Encoding", coding.Name()));
        return new PreparedFields([.. whole], [.. whole.Where(f => NotModifiedFields.Includes(f.Key, facts.ETag is not null))], cacheStatus);
    }

    // Digests and ranges of the bytes before they were encoded (RFC 9530 §2).
    private static bool IsOfIdentity(string name) =>
        name.Equals("Content-Digest", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Content-MD5", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Digest", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Repr-Digest", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Accept-Ranges", StringComparison.OrdinalIgnoreCase);
}
