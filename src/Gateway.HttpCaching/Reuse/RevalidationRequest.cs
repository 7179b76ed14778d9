using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Reuse;

/// <summary>The conditions with which a stored response is validated (RFC 9111 §4.3.1).</summary>
public static class RevalidationRequest
{
    /// <summary>
    /// Prepares a request for the origin: takes off what the decision says, and adds the stored response's validators, both of
    /// them where it has both. The client's own conditions are never sent along with them: a 304 must mean that the stored
    /// response holds.
    /// </summary>
    /// <param name="decision">Of <see cref="ReusePolicy.Decide"/>.</param>
    /// <param name="stored">What is to be validated; null on a miss.</param>
    /// <param name="headers">The fields to be sent; changed in place.</param>
    public static void Prepare(in ReuseDecision decision, StoredFacts? stored, IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var validates = stored is not null && (decision.Kind == ReuseKind.Revalidate || decision.RevalidateBehind);
        if (decision.StripConditions || validates)
        {
            headers.IfNoneMatch = default;
            headers.IfModifiedSince = default;
        }

        if (decision.StripRange)
        {
            headers.Range = default;
            headers.IfRange = default;
        }

        if (!validates)
            return;
        if (stored!.ETagText is { } tag)
            headers.IfNoneMatch = tag;
        if (stored.LastModifiedText is { } modified)
            headers.IfModifiedSince = modified;
    }

    /// <summary>
    /// Tags of stored variants for a request that matches none of them: where the origin answers 304 with one of them, that
    /// variant is the answer (§4.3.1, §4.3.3). Strong ones only: a weak tag is the same in every coding. Empty where there are none, or the request has conditions of its own to be sent.
    /// </summary>
    /// <typeparam name="T">What the store keeps.</typeparam>
    public static StringValues VariantTags<T>(ReadOnlySpan<T> stored, CachingOptions options)
        where T : class, IStoredResponse
    {
        ArgumentNullException.ThrowIfNull(options);
        var tags = new List<string>();
        for (var i = 0; i < stored.Length && tags.Count < options.MaximumVariantTags; i++)
        {
            if (stored[i].Facts is { ETag.IsWeak: false, ETagText: { } tag, Part: null, MustValidate: false } && !tags.Contains(tag, StringComparer.Ordinal))
                tags.Add(tag);
        }

        return tags.Count == 0 ? default : string.Join(", ", tags);
    }
}
