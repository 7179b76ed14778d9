using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Fields;

/// <summary>
/// What an origin says to shared caches: <c>Cache-Control</c> (RFC 9111 §5.2.2; RFC 5861; <c>immutable</c>, RFC 8246), or a
/// targeted field in its place (RFC 9213). Of a directive that comes twice the first counts (§4.2.1); a lifetime that is no
/// number is 0, so that the response is stale (§4.2.1); a number may be quoted (§5.2). Unknown directives are ignored (§5.2.3).
/// Where a quoted string is never closed, the text behind its quote may hold a <c>private</c> that was meant to be read: the
/// response counts as one with <c>no-store</c> (§4.2.1: of conflicting readings the most restrictive).
/// </summary>
public sealed record ResponseDirectives
{
    /// <summary>No directive at all.</summary>
    public static ResponseDirectives None { get; } = new();

    /// <summary>Whether they came in a targeted field, which then also replaces <c>Expires</c> (RFC 9213 §2.2).</summary>
    public bool IsTargeted { get; init; }

    /// <summary>§5.2.2.9.</summary>
    public bool Public { get; init; }

    /// <summary>§5.2.2.7 without an argument: not for shared caches.</summary>
    public bool Private { get; init; }

    /// <summary>§5.2.2.7 with one: these fields are not for shared caches. Lower case, sorted.</summary>
    public ImmutableArray<string> PrivateFields { get; init; } = [];

    /// <summary>§5.2.2.4 without an argument: not used before it is validated.</summary>
    public bool NoCache { get; init; }

    /// <summary>§5.2.2.4 with one: these fields are not used before they are validated. Lower case, sorted.</summary>
    public ImmutableArray<string> NoCacheFields { get; init; } = [];

    /// <summary>§5.2.2.5.</summary>
    public bool NoStore { get; init; }

    /// <summary>§5.2.2.6.</summary>
    public bool NoTransform { get; init; }

    /// <summary>§5.2.2.2.</summary>
    public bool MustRevalidate { get; init; }

    /// <summary>§5.2.2.8.</summary>
    public bool ProxyRevalidate { get; init; }

    /// <summary>§5.2.2.3.</summary>
    public bool MustUnderstand { get; init; }

    /// <summary>RFC 8246 §2.</summary>
    public bool Immutable { get; init; }

    /// <summary>§5.2.2.1, seconds.</summary>
    public long? MaxAge { get; init; }

    /// <summary>§5.2.2.10, seconds.</summary>
    public long? SharedMaxAge { get; init; }

    /// <summary>RFC 5861 §3, seconds.</summary>
    public long? StaleWhileRevalidate { get; init; }

    /// <summary>RFC 5861 §4, seconds.</summary>
    public long? StaleIfError { get; init; }

    /// <summary>Reads all lines of <c>Cache-Control</c>.</summary>
    public static ResponseDirectives Parse(StringValues cacheControl)
    {
        if (cacheControl.Count == 0)
            return None;

        var builder = new ResponseDirectivesBuilder();
        foreach (var line in cacheControl)
        {
            var reader = new DirectiveReader(line);
            while (reader.Read())
                builder.Add(reader);
            if (reader.IsUnclosed)
                builder.Doubt();
        }

        return builder.Build();
    }

    /// <summary>
    /// The directives that count for this cache: those of the first targeted field that is there, valid and not empty, else
    /// those of <c>Cache-Control</c> (RFC 9213 §2.2).
    /// </summary>
    /// <param name="headers">The response's fields.</param>
    /// <param name="targeted">Names of targeted fields, the most specific first.</param>
    public static ResponseDirectives Parse(Microsoft.AspNetCore.Http.IHeaderDictionary headers, ImmutableArray<string> targeted)
    {
        ArgumentNullException.ThrowIfNull(headers);
        foreach (var name in targeted)
        {
            if (headers.TryGetValue(name, out var lines) && TargetedCacheControl.TryParse(lines, out var directives))
                return directives;
        }

        return Parse(headers.CacheControl);
    }
}
