using System.Diagnostics.CodeAnalysis;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Edge.Caching.Entries;

/// <summary>What a request asks for, as a fill repeats it: the target verbatim, and what the server made of it.</summary>
internal sealed record RequestLine(string Scheme, string Host, string RawTarget, string PathBase, string Path, string Query)
{
    /// <summary>Bytes of memory held.</summary>
    public long Weight => Footprint.Object + 6 * Footprint.Reference + Footprint.Of(RawTarget)
        + (ReferenceEquals(Path, RawTarget) ? 0 : Footprint.Of(Path)) + Footprint.Of(Query);

    public static RequestLine Of(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        return new RequestLine(request.Scheme, request.Headers.Host.ToString(), request.RawTarget, request.PathBase, request.Path, request.QueryString);
    }
}

/// <summary>Where in the store a request looks: its target URI, and its route where targets alone do not choose one.</summary>
/// <param name="Address">The target URI.</param>
/// <param name="Route">The operator's route, while some route matches by fields; else null.</param>
internal readonly record struct EntryKey(CacheKey Address, string? Route)
{
    // Scheme and route are few, and shared by all that are stored.
    public static long Weigh(EntryKey key) => Footprint.Of(key.Address.Host) + Footprint.Of(key.Address.Target);

    /// <summary>
    /// The key of a request. False where its target is no path on one host by HTTP: such a request goes past the cache.
    /// </summary>
    public static bool TryRead(IHttpRequestFeature request, string? route, [NotNullWhen(true)] out EntryKey? key)
    {
        key = null;
        var target = request.RawTarget;
        if (request.Headers.Host is not [{ Length: > 0 } host] || request.Scheme is not ("http" or "https") || Origin(target) is not { } path)
            return false;

        key = new EntryKey(CacheKey.Create(request.Scheme, host, path), route);
        return true;
    }

    /// <summary>
    /// The target URI of a request that has no key for what it reads, where what it changes may be stored by it (RFC 9111 §4.4);
    /// null where the target names no address.
    /// </summary>
    public static EntryKey? OfChange(IHttpRequestFeature request, string? route)
    {
        var target = request.RawTarget;
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (request.Headers.Host is not [{ Length: > 0 } host] || request.Scheme is not ("http" or "https") || scheme is not (4 or 5))
            return null;

        var rest = target.AsSpan(scheme + 3);
        if (rest.IndexOf('#') is var fragment and >= 0)
            rest = rest[..fragment];
        var path = rest.IndexOfAny('/', '?') is var end and >= 0 ? rest[end..] : "/";
        return new EntryKey(CacheKey.Create(request.Scheme, host, path[0] is '/' ? path.ToString() : string.Concat("/", path)), route);
    }

    // Of the absolute form (RFC 9112 §3.2.2) the server has checked that Host names the same authority. It decodes more of it
    // than of the origin form, and drops a fragment: where that shows, both are not the same address.
    private static string? Origin(string target)
    {
        if (target is ['/', ..])
            return target;
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme is not (4 or 5))
            return null;
        var slash = target.IndexOf('/', scheme + 3);
        return slash > 0 && target.AsSpan(slash).IndexOfAny('%', '\\', '#') < 0 && target.AsSpan(scheme + 3, slash - scheme - 3).IndexOfAny('?', '#', '@') < 0 ? target[slash..] : null;
    }
}
