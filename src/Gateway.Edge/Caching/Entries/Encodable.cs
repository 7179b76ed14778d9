using System.Collections.Immutable;
using Gateway.HttpCaching.Reuse;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Entries;

/// <summary>Which stored responses the edge gives codings of its own: text that its origin neither encoded nor negotiates.</summary>
internal static class Encodable
{
    // Below it the fields outweigh what is won; above it one would wait too long for what a proxy should not do.
    private const int Smallest = 860;
    private const int Largest = 8 << 20;

    private static readonly string[] Types =
    [
        "application/json", "application/javascript", "application/xml", "application/wasm", "application/manifest+json", "image/svg+xml",
        "application/x-javascript", "application/ld+json", "application/feed+json", "application/rss+xml", "application/atom+xml", "application/opensearchdescription+xml",
    ];

    /// <param name="facts">What is known of the response.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="length">Bytes of its content; null while they are not known: it may be one then.</param>
    public static bool Is(StoredFacts facts, ImmutableArray<KeyValuePair<string, StringValues>> fields, long? length)
    {
        if (facts is not { Status: 200, NoTransform: false, Part: null } || length is < Smallest or > Largest || facts.Variant.Names.Contains("accept-encoding", StringComparer.Ordinal))
            return false;

        var isText = false;
        foreach (var (name, value) in fields)
        {
            if (name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))
                return false;
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                isText = value is [{ } type] && IsText(type);
        }

        return isText;
    }

    private static bool IsText(string contentType)
    {
        var semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        var type = (semicolon < 0 ? contentType.AsSpan() : contentType.AsSpan(0, semicolon)).Trim();
        if (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (var known in Types)
        {
            if (type.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
