using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Preconditions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Answers;

/// <summary>
/// Puts, in conditions for the origin to judge, its own tags in place of those that the edge gave to codings it made itself: the
/// origin has never heard of these, and a client that has the current version would be refused (RFC 9110 §13.1.1).
/// </summary>
internal static class CodedTags
{
    private static readonly ContentCoding[] Codings = [ContentCoding.Brotli, ContentCoding.Zstandard, ContentCoding.Gzip];

    /// <summary>Translates the conditions of a request that goes past the cache; in place.</summary>
    /// <param name="method">The request's.</param>
    /// <param name="headers">Its fields.</param>
    /// <param name="stored">What is stored for its address.</param>
    public static void Translate(string method, IHeaderDictionary headers, ReadOnlySpan<CachedResponse> stored)
    {
        // Bytes or a difference to be put to what the client has are of the coding that it has, which is none of the origin's:
        // its tag must stay unknown there, as that in If-Range stays.
        if (stored.IsEmpty || headers.Range.Count > 0 || headers.ContainsKey("A-IM"))
            return;
        if (headers.IfMatch.Count > 0)
            headers.IfMatch = Translate(headers.IfMatch, stored);
        // A 304 to a reader would name a tag that it has not.
        if (headers.IfNoneMatch.Count > 0 && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            headers.IfNoneMatch = Translate(headers.IfNoneMatch, stored);
    }

    private static StringValues Translate(StringValues field, ReadOnlySpan<CachedResponse> stored)
    {
        var condition = EntityTagCondition.Parse(field);
        if (condition.IsMalformed || condition.IsAny)
            return field;

        var tags = condition.Tags.ToBuilder();
        var isTranslated = false;
        for (var i = 0; i < tags.Count; i++)
        {
            if (OriginsOwn(tags[i], stored) is not { } opaque)
                continue;
            tags[i] = tags[i] with { Opaque = opaque };
            isTranslated = true;
        }

        return isTranslated ? string.Join(", ", tags) : field;
    }

    // Null where it is none that the edge made, or one that the origin gave as well.
    private static string? OriginsOwn(EntityTag tag, ReadOnlySpan<CachedResponse> stored)
    {
        string? opaque = null;
        foreach (var entry in stored)
        {
            if (entry.Facts.ETag is not { } own)
                continue;
            if (own.WeakEquals(tag))
                return null;
            foreach (var coding in Codings)
            {
                if (entry.Find(coding) is CachedRepresentation { Facts.ETag: { } coded } && coded.WeakEquals(tag))
                    opaque = own.Opaque;
            }
        }

        return opaque;
    }
}
