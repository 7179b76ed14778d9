using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Preconditions;
using Gateway.HttpCaching.Reuse;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Ranges;

/// <summary><c>If-Range</c> (RFC 9110 §13.1.5).</summary>
public static class IfRange
{
    /// <summary>
    /// Whether ranges may be cut from the stored response: the field is missing, or names its tag by strong comparison, or its
    /// date exactly where that is a strong validator. If not, <c>Range</c> is ignored.
    /// </summary>
    public static bool Holds(StringValues ifRange, StoredFacts stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (ifRange.Count == 0)
            return true;
        if (ifRange is not [{ } text])
            return false;

        text = text.Trim(' ', '\t');
        if (EntityTag.TryRead(text, out var tag, out var length))
            return length == text.Length && stored.ETag is { } current && current.StrongEquals(tag);

        return stored is { LastModified: { } modified, HasStrongDate: true }
            && HttpDate.TryParse(text, modified, out var date)
            && date == modified;
    }
}
