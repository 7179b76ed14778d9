using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Freshness;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;

namespace Gateway.HttpCaching.Storing;

/// <summary>Whether a response may be stored, and is worth it (RFC 9111 §3).</summary>
public static class StoragePolicy
{
    /// <summary>
    /// Judges a response whose fields have arrived. Its content must still arrive whole: what breaks off is not stored (§3.3).
    /// </summary>
    /// <param name="request">The request as it was sent to the origin.</param>
    /// <param name="target">The key of what it asked for.</param>
    /// <param name="response">The response.</param>
    /// <param name="options">The cache's options.</param>
    public static StorageVerdict Decide(in RequestFacts request, CacheKey target, ResponseFacts response, CachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(options);
        var directives = response.Directives;
        if (request.Method != RequestMethod.Get && !IsStorablePost(request, target, response, options))
            return StorageVerdict.Method;
        if (request.Method == RequestMethod.Get && request.Has(RequestTraits.Content))
            return StorageVerdict.RequestContent;
        if (request.Directives.NoStore)
            return StorageVerdict.RequestNoStore;
        if (StatusCodes.IsNeverStored(response.Status))
            return StorageVerdict.Status;
        if (directives.MustUnderstand && !StatusCodes.IsUnderstood(response.Status))
            return StorageVerdict.NotUnderstood;
        if (directives.NoStore && !directives.MustUnderstand)
            return StorageVerdict.NoStore;
        if (directives.Private)
            return StorageVerdict.Private;
        if (request.Has(RequestTraits.Authorization) && !AllowsAuthorization(directives))
            return StorageVerdict.Authorization;
        if (!AllowsCookies(response, options))
            return StorageVerdict.SetCookie;
        if (response.Vary.IsAny)
            return StorageVerdict.VaryAny;
        if (response.Status == 206 && (response.Range is null || !request.Has(RequestTraits.Range)))
            return StorageVerdict.Partial;
        if (!(directives.Public || response.Lifetime.IsExplicit || StatusCodes.IsHeuristic(response.Status)))
            return StorageVerdict.NotCacheable;

        return IsOfUse(response) ? StorageVerdict.Store : StorageVerdict.Useless;
    }

    // RFC 9110 §9.3.3: a lifetime, and a Content-Location that says the answer is what GET would give.
    private static bool IsStorablePost(in RequestFacts request, CacheKey target, ResponseFacts response, CachingOptions options) =>
        options.StorePost
        && request.Method == RequestMethod.Post
        && response.Status == 200
        && response.Lifetime is { IsExplicit: true, Span.Ticks: > 0 }
        && response.Headers.ContentLocation is [{ } location]
        && target.TryResolve(location, out var described)
        && described == target;

    /// <summary>Whether the answer to a request with <c>Authorization</c> may be given to others (RFC 9111 §3.5).</summary>
    internal static bool AllowsAuthorization(ResponseDirectives directives) => directives.Public || directives.MustRevalidate || directives.SharedMaxAge is not null;

    /// <summary>Whether a cookie, if the response sets one, may be stored.</summary>
    internal static bool AllowsCookies(ResponseFacts response, CachingOptions options)
    {
        var directives = response.Directives;
        if (response.Headers.SetCookie.Count == 0 || StorableFields.IsNamed("set-cookie", directives))
            return true;

        return options.SetCookie switch
        {
            SetCookieStorage.Never => false,
            SetCookieStorage.Shared => directives.Public || directives.IsTargeted || directives.SharedMaxAge is not null,
            _ => directives.Public || response.Lifetime.IsExplicit,
        };
    }

    private static bool IsOfUse(ResponseFacts response)
    {
        var canBeValidated = response.ETag is not null || response.LastModified is not null;
        return canBeValidated || (!response.Directives.NoCache && response.Lifetime.Span > TimeSpan.Zero);
    }
}
