using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Ranges;

/// <summary>Answers from a stored part (RFC 9111 §3.3, §3.4).</summary>
public static class PartialReuse
{
    /// <summary>
    /// The range to answer with; null where the part does not hold it. The same <c>Range</c> that brought the part gets all of
    /// it again. Several ranges are not answered from a part.
    /// </summary>
    public static ContentRange? Select(StoredFacts stored, in RequestFacts request, IHeaderDictionary headers, CachingOptions options)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(options);
        if (stored.Part is not { } part || !request.Has(RequestTraits.Range) || !IfRange.Holds(headers.IfRange, stored))
            return null;
        if (headers.Range is [{ } text] && string.Equals(text, stored.PartRequest, StringComparison.Ordinal))
            return part;
        if (RangeField.Parse(headers.Range, options.MaximumRanges) is not { Ranges: [var spec] })
            return null;

        var wanted = part.CompleteLength is { } length ? spec.In(length)
            : spec is { First: { } first, Last: { } last } ? (first, last)
            : null;
        if (wanted is not { } range || range.First < part.First || range.First > part.Last)
            return null;

        // Of a part that ended early the origin has said all that it had to say: asking again would bring no more.
        var to = range.Last > part.Last && stored.PartClaimedLast >= range.Last ? part.Last : range.Last;
        return to <= part.Last ? part with { First = range.First, Last = to } : null;
    }

    /// <summary>Whether the part answers the request.</summary>
    internal static bool Covers(StoredFacts stored, in RequestFacts request, IHeaderDictionary headers, CachingOptions options) =>
        request.Method == RequestMethod.Get && Select(stored, request, headers, options) is not null;

    /// <summary>
    /// The fields of a request for what is missing from a part that begins at the start (§3.4); null where it cannot be joined:
    /// a weak validator or none (RFC 9110 §15.3.7.3), or a length that is not known. Where the origin answers 206 with the same
    /// validator, <see cref="PartCombination"/> joins both; where it answers 200, that is the whole. Any other answer, a 206 that
    /// cannot be joined among them, is none to this client, who asked for no range: ask again without these fields.
    /// </summary>
    public static (string Range, string IfRange)? Completion(StoredFacts stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (stored is not { Part: { First: 0, CompleteLength: not null } part, HasStrongValidator: true, MustValidate: false })
            return null;
        return (string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bytes={part.Last + 1}-"), stored.ETagText ?? stored.LastModifiedText!);
    }
}
