using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Storing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Updating;

/// <summary>A stored response, freshened.</summary>
/// <param name="Facts">Its facts.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="IsPersonal">Whether it is for the client alone whose request brought the update: what is stored stays as it was.</param>
public sealed record UpdatedResponse(StoredFacts Facts, ImmutableArray<KeyValuePair<string, StringValues>> Fields, bool IsPersonal);

/// <summary>Freshens stored responses (RFC 9111 §3.2, §4.3.4, §4.3.5).</summary>
public static class StoredUpdate
{
    // They describe the stored bytes, which no update changes (§3.2); frameworks add a type to their 304s without meaning it.
    private static readonly FrozenSet<string> Kept = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Content-Encoding", "Content-Length", "Content-Range", "Content-Type");

    /// <summary>
    /// Whether a 304 says that a stored response holds (§4.3.4): they have the same validator, or the 304 has none and was
    /// asked for with this response's. Where it holds for no stored response, and the client did not ask for it with a
    /// condition of its own, the request must be sent again without conditions. A weak tag is enough only for the response that
    /// was asked about: of several variants it names none.
    /// </summary>
    /// <param name="stored">A stored response of the same key.</param>
    /// <param name="notModified">The 304.</param>
    /// <param name="wasAsked">Whether the request carried this response's validators, and those of no other.</param>
    public static bool Confirms(StoredFacts stored, ResponseFacts notModified, bool wasAsked)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(notModified);
        if (notModified.ETag is { } tag)
            return stored.ETag is { } own ? own.StrongEquals(tag) || (wasAsked && (tag.IsWeak || own.IsWeak) && own.WeakEquals(tag)) : wasAsked && SameDate(stored, notModified);
        if (notModified.LastModified is not null)
            return SameDate(stored, notModified) && (stored.ETag is null || wasAsked);
        return wasAsked;
    }

    /// <summary>
    /// What a 200 to <c>HEAD</c> says of a stored response (§4.3.5). One that is not to be used before it is validated (§4.4, §5.2.2.4)
    /// is so only by a validator that both have: of a content that has changed a <c>HEAD</c> may say the same as before.
    /// </summary>
    /// <param name="stored">The stored response to <c>GET</c>, a whole.</param>
    /// <param name="contentLength">Its <c>Content-Length</c>.</param>
    /// <param name="head">The answer.</param>
    /// <returns>True: update it. False: it is another now, so it becomes stale (<see cref="StoredFacts.AsStale"/>).</returns>
    public static bool ConfirmsByHead(StoredFacts stored, long? contentLength, ResponseFacts head)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(head);
        if (stored.Status != head.Status || (stored.MustValidate && !HaveSameValidator(stored, head)))
            return false;
        return (head.ETag is not { } tag || (stored.ETag is { } own && own.WeakEquals(tag)))
            && (head.LastModified is null || SameDate(stored, head))
            && (head.Headers.ContentLength is not { } length || contentLength is null || length == contentLength);
    }

    /// <summary>
    /// The stored response with the update's fields in place of its own of the same name. Null where it must go now: the
    /// update says <c>no-store</c> or <c>private</c>, or that it varies by everything. A weak tag stays: the update's may be that
    /// of the same content in another coding. What a 200 to the request might not have been stored for (§3.5, §5.2.1.5), its
    /// 304 does not change for others.
    /// </summary>
    /// <param name="stored">The stored response.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="update">A 304, or a 200 to <c>HEAD</c>, that confirms it.</param>
    /// <param name="request">The fields of the request that brought the update: the response's key from now on, if the update changes <c>Vary</c>.</param>
    /// <param name="options">The cache's options.</param>
    public static UpdatedResponse? Apply(
        StoredFacts stored, ImmutableArray<KeyValuePair<string, StringValues>> fields, ResponseFacts update, IHeaderDictionary request, CachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(update);
        ArgumentNullException.ThrowIfNull(options);
        IHeaderDictionary merged = new HeaderDictionary(fields.Length + 8);
        foreach (var (name, value) in fields)
            merged[name] = value;
        var withCookies = StoragePolicy.AllowsCookies(update, options);
        foreach (var (name, value) in StorableFields.Select(update))
        {
            if (name.Equals("ETag", StringComparison.OrdinalIgnoreCase) && stored.ETag is { IsWeak: true })
                continue;
            if (!Kept.Contains(name) && (withCookies || !name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)))
                merged[name] = value;
        }

        // The new directives are judged with the old fields around them: what a 304 leaves out stays in force.
        var directives = ResponseDirectives.Parse(merged, options.TargetedFields);
        if (directives.Private || (directives.NoStore && !directives.MustUnderstand))
            return null;

        var kept = merged.ToImmutableArray();
        merged.Age = update.Headers.Age;
        var facts = ResponseFacts.Read(stored.Status, merged, update.Requested, update.Received, options);
        if (facts.Vary.IsAny)
            return null;

        var variant = facts.Vary.Names.AsSpan().SequenceEqual(stored.Variant.Names.AsSpan()) ? stored.Variant : VaryKey.Create(facts.Vary, request);
        var asked = RequestFacts.Read("GET", request, options);
        var isPersonal = asked.Directives.NoStore || (asked.Has(RequestTraits.Authorization) && !StoragePolicy.AllowsAuthorization(directives));
        return new UpdatedResponse(stored.Freshened(StoredFacts.Create(facts, variant)), kept, isPersonal);
    }

    // Where either names a tag, that is the one that counts.
    private static bool HaveSameValidator(StoredFacts stored, ResponseFacts head) => stored.ETag is null && head.ETag is null
        ? SameDate(stored, head)
        : stored.ETag is { } own && head.ETag is { } tag && own.WeakEquals(tag);

    private static bool SameDate(StoredFacts stored, ResponseFacts other) =>
        stored.LastModified is { } own && other.LastModified is { } theirs && own == theirs;
}
