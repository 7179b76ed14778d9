using System.Collections.Immutable;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Preconditions;
using Gateway.HttpCaching.Ranges;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Answering;

/// <summary>In which form a stored response goes to a client.</summary>
public enum AnswerKind
{
    /// <summary>As it is stored, with its own status.</summary>
    Stored,

    /// <summary>304, with <see cref="NotModifiedFields"/>.</summary>
    NotModified,

    /// <summary>206: one range with its <c>Content-Range</c>, or several as <see cref="MultipartByteRanges"/>.</summary>
    Partial,

    /// <summary>416, with <see cref="ContentRange.Unsatisfied"/> and without content.</summary>
    RangeNotSatisfiable,
}

/// <summary>The form, and for 206 the ranges: positions in the whole, also where only a part is stored.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Ranges">The ranges; empty for other forms.</param>
public readonly record struct StoredAnswer(AnswerKind Kind, ImmutableArray<ContentRange> Ranges);

/// <summary>What a client gets of a stored response that may be used for its request.</summary>
public static class AnswerPolicy
{
    /// <summary>
    /// Judges the client's conditions on the stored response (RFC 9111 §4.3.2, in the order of RFC 9110 §13.2.2), then its
    /// ranges. Conditions count for 2xx only (§13.2.1). A plain request costs nothing; a poll with the stored tag, written as it
    /// is stored, one comparison.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="headers">Its fields.</param>
    /// <param name="stored">The response.</param>
    /// <param name="length">Bytes of the whole in the coding in which it is sent; null where it is not known yet: no range is cut then.</param>
    /// <param name="options">The cache's options.</param>
    public static StoredAnswer Decide(in RequestFacts request, IHeaderDictionary headers, StoredFacts stored, long? length, CachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (!request.Has(RequestTraits.Conditional | RequestTraits.Range) || stored.Status is < 200 or > 299)
            return new StoredAnswer(AnswerKind.Stored, []);

        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(options);
        if (request.Has(RequestTraits.Conditional) && IsNotModified(headers, stored))
            return new StoredAnswer(AnswerKind.NotModified, []);
        if (stored.Part is not null)
            return new StoredAnswer(AnswerKind.Partial, PartialReuse.Select(stored, request, headers, options) is { } part ? [part] : []);
        if (stored.Status != 200 || length is not { } bytes || !request.Has(RequestTraits.Range) || !IfRange.Holds(headers.IfRange, stored))
            return new StoredAnswer(AnswerKind.Stored, []);

        var selection = RangeField.Parse(headers.Range, options.MaximumRanges) is { } range ? RangeSelection.Select(range, bytes) : RangeSelection.Whole;
        return selection.Outcome switch
        {
            RangeOutcome.Partial => new StoredAnswer(AnswerKind.Partial, selection.Ranges),
            RangeOutcome.Unsatisfiable => new StoredAnswer(AnswerKind.RangeNotSatisfiable, []),
            _ => new StoredAnswer(AnswerKind.Stored, []),
        };
    }

    /// <summary>Whether the client's copy is the stored one (RFC 9111 §4.3.2).</summary>
    internal static bool IsNotModified(IHeaderDictionary headers, StoredFacts stored)
    {
        if (headers.IfNoneMatch is { Count: > 0 } tags)
            return MatchesTag(tags, stored);

        var since = headers.IfModifiedSince;
        if (since.Count != 1)
            return false;
        if (stored.LastModifiedText is { } text && string.Equals(since[0], text, StringComparison.Ordinal))
            return true;

        // Without Last-Modified the Date stands for it (RFC 9111 §4.3.2).
        var changed = stored.LastModified ?? new DateTimeOffset(stored.DateTicks, TimeSpan.Zero);
        return HttpDate.TryParse(since[0], changed, out var date) && changed <= date;
    }

    private static bool MatchesTag(StringValues tags, StoredFacts stored)
    {
        if (stored.ETagText is { } own && tags is [{ } only] && string.Equals(only, own, StringComparison.Ordinal))
            return true;

        var condition = EntityTagCondition.Parse(tags);
        return condition.IsAny || (stored.ETag is { } tag && condition.MatchesWeakly(tag));
    }
}
