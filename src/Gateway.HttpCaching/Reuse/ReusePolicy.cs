using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Ranges;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Reuse;

/// <summary>Whether a stored response may answer a request (RFC 9111 §4).</summary>
public static class ReusePolicy
{
    /// <summary>
    /// Decides. For a plain request that meets a fresh response this is a comparison of two numbers.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="headers">Its fields; looked at for ranges only.</param>
    /// <param name="stored">What <see cref="Keys.VariantSelection"/> chose; null where it chose nothing.</param>
    /// <param name="hasVariants">Whether anything is stored under the key; tells the two kinds of miss apart.</param>
    /// <param name="options">The cache's options.</param>
    /// <param name="now">The instant of the request.</param>
    public static ReuseDecision Decide(
        in RequestFacts request, IHeaderDictionary headers, StoredFacts? stored, bool hasVariants, CachingOptions options, DateTimeOffset now)
    {
        if (stored is not null && request.IsPlain && stored.IsFresh(now) && !stored.MustValidate && stored.Part is null)
            return new ReuseDecision(ReuseKind.ServeFresh);

        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(options);
        if (request.Method > RequestMethod.Head)
            return new ReuseDecision(ReuseKind.Forward, ForwardReason.Method) { MayStore = request.Method == RequestMethod.Post && !request.Directives.NoStore };

        if (request.Has(RequestTraits.Delta) && stored is { MustValidate: false } && stored.IsFresh(now) && AnswerPolicy.IsNotModified(headers, stored))
            return new ReuseDecision(ReuseKind.ServeFresh);

        var decision = IsBypass(request) ? new ReuseDecision(ReuseKind.Forward, ForwardReason.Bypass)
            : stored is null ? Miss(request, hasVariants ? ForwardReason.VaryMiss : ForwardReason.UriMiss, options)
            : OfStored(request, headers, stored, options, now);
        if (request.Directives.OnlyIfCached && decision.Kind is (ReuseKind.Revalidate or ReuseKind.Forward))
            return new ReuseDecision(ReuseKind.GatewayTimeout);
        return decision with { MayStore = MayStore(request, decision) };
    }

    /// <summary>
    /// Whether a stored response answers after the origin has failed (RFC 9111 §4.2.4, RFC 5861 §4). Where not, the client
    /// gets the origin's own answer, or 504 (502 where the connection broke off).
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="stored">The response that was to be revalidated.</param>
    /// <param name="failure">How the origin failed.</param>
    /// <param name="now">The instant of the answer.</param>
    public static bool MayServeAfter(OriginFailure failure, in RequestFacts request, StoredFacts stored, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (request.Method > RequestMethod.Head || IsBypass(request) || stored.MustValidate || stored.Part is not null)
            return false;

        var allowed = failure == OriginFailure.Unreachable ? stored.Stale.IfDisconnected : stored.Stale.IfError;
        if (stored.Stale.OnRequest && request.Directives.StaleIfError is { } asked && TimeSpan.FromSeconds(asked) > allowed)
            allowed = TimeSpan.FromSeconds(asked);
        return stored.Remaining(now) > -allowed || stored.IsFresh(now);
    }

    // Requests whose answer no stored response can give, and that give none to store: RFC 9111 §4.3.2 leaves If-Match to the origin.
    private static bool IsBypass(in RequestFacts request) =>
        request.Has(RequestTraits.Content | RequestTraits.Upgrade | RequestTraits.OriginCondition | RequestTraits.Delta);

    private static bool MayStore(in RequestFacts request, in ReuseDecision decision) =>
        decision.Kind is not ReuseKind.ServeFresh and not ReuseKind.GatewayTimeout
        && decision.Reason is not ForwardReason.Bypass
        && request.Method == RequestMethod.Get
        && !request.Directives.NoStore;

    private static ReuseDecision Miss(in RequestFacts request, ForwardReason reason, CachingOptions options)
    {
        var fills = request.Method == RequestMethod.Get && !request.Has(RequestTraits.Range) && !request.Directives.NoStore;
        var strips = fills && (options.FillOnConditionalMiss || !request.Has(RequestTraits.Conditional));
        return new ReuseDecision(ReuseKind.Forward, reason) { StripConditions = strips, SendVariantTags = strips && reason == ForwardReason.VaryMiss };
    }

    private static ReuseDecision OfStored(in RequestFacts request, IHeaderDictionary headers, StoredFacts stored, CachingOptions options, DateTimeOffset now)
    {
        if (stored.Part is not null && !PartialReuse.Covers(stored, request, headers, options))
            return new ReuseDecision(ReuseKind.Forward, ForwardReason.Partial) { StripConditions = true };

        var remaining = stored.Remaining(now);
        var isFresh = remaining > TimeSpan.Zero;
        if (stored.MustValidate)
            return Revalidate(request, stored, ForwardReason.Stale);
        if (AsksForMore(request.Directives, stored, remaining, now))
            return Revalidate(request, stored, isFresh ? ForwardReason.Request : ForwardReason.Stale);
        if (isFresh)
            return new ReuseDecision(ReuseKind.ServeFresh);

        if (-remaining <= stored.Stale.WhileRevalidate && stored.Stale.WhileRevalidate > TimeSpan.Zero)
            return new ReuseDecision(ReuseKind.ServeStale, ForwardReason.Stale) { RevalidateBehind = true, StripConditions = true, StripRange = stored.Part is null };
        if (stored.Stale.OnRequest && request.Directives.MaxStale is { } seconds && -remaining <= TimeSpan.FromSeconds(seconds))
            return new ReuseDecision(ReuseKind.ServeStale);
        return Revalidate(request, stored, ForwardReason.Stale);
    }

    // RFC 9111 §5.2.1.1-4. Of what never changes while it is fresh only no-cache brings a new copy (RFC 8246 §2).
    private static bool AsksForMore(in RequestDirectives directives, StoredFacts stored, TimeSpan remaining, DateTimeOffset now)
    {
        if (stored.IsImmutable && remaining > TimeSpan.Zero)
            return directives.NoCache;
        return directives.NoCache
            || (directives.MaxAge is { } age && (stored.Age(now) > TimeSpan.FromSeconds(age) || (remaining <= TimeSpan.Zero && directives.MaxStale is null)))
            || (directives.MinFresh is { } fresh && remaining < TimeSpan.FromSeconds(fresh));
    }

    private static ReuseDecision Revalidate(in RequestFacts request, StoredFacts stored, ForwardReason reason) => new(ReuseKind.Revalidate, reason)
    {
        StripConditions = true,
        StripRange = stored.Part is null,
    };
}
