using System.Collections.Immutable;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Updating;

/// <summary>What an answer to an unsafe method invalidates (RFC 9111 §4.4).</summary>
public static class InvalidationPolicy
{
    /// <summary>
    /// The keys whose stored responses, all variants, are no longer valid: the target, and what <c>Location</c> and
    /// <c>Content-Location</c> name within the same origin. None where the method is safe or the answer no success (2xx, 3xx). The
    /// target by other spellings, too: as RFC 3986 §6.2.2 writes it, and as it was forwarded.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Its target.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="response">The answer's fields.</param>
    /// <param name="forwarded">Path and query as the server read them; null where they are the target's.</param>
    public static ImmutableArray<CacheKey> Keys(in RequestFacts request, CacheKey target, int status, IHeaderDictionary response, string? forwarded = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (!request.IsUnsafe || status is < 200 or > 399)
            return [];

        var keys = ImmutableArray.CreateBuilder<CacheKey>(5);
        keys.Add(target);
        Add(keys, target with { Target = NormalTarget.Of(target.Target) });
        if (forwarded is ['/', ..])
            Add(keys, target with { Target = forwarded });
        Add(keys, target, response.Location);
        Add(keys, target, response.ContentLocation);
        return keys.DrainToImmutable();
    }

    // Another origin's addresses are not this one's to invalidate: that would be an attack on its cache (§4.4).
    private static void Add(ImmutableArray<CacheKey>.Builder keys, CacheKey target, StringValues reference)
    {
        if (reference is [{ } text] && target.TryResolve(text, out var key) && key.IsSameOrigin(target))
            Add(keys, key);
    }

    private static void Add(ImmutableArray<CacheKey>.Builder keys, CacheKey key)
    {
        if (!keys.Contains(key))
            keys.Add(key);
    }
}
