using Gateway.HttpCaching.Fields;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Preconditions;

/// <summary>What the preconditions of a request say (RFC 9110 §13.2.2).</summary>
public enum PreconditionResult
{
    /// <summary>Answer as if there were none.</summary>
    Proceed,

    /// <summary>304.</summary>
    NotModified,

    /// <summary>412.</summary>
    Failed,
}

/// <summary>Evaluates preconditions of <c>GET</c> and <c>HEAD</c> for a representation that would be answered with 200.</summary>
public static class PreconditionEvaluator
{
    /// <summary>RFC 9110 §13.2.2, in its order.</summary>
    /// <param name="headers">The request's fields.</param>
    /// <param name="current">The tag of the representation selected.</param>
    /// <param name="lastModified">When it changed last, whole seconds; null where that is not known.</param>
    /// <param name="now">For dates with two-digit years.</param>
    public static PreconditionResult Evaluate(IHeaderDictionary headers, EntityTag current, DateTimeOffset? lastModified, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var ifMatch = EntityTagCondition.Parse(headers.IfMatch);
        if (ifMatch.IsPresent)
        {
            if (!ifMatch.MatchesStrongly(current))
                return PreconditionResult.Failed;
        }
        else if (lastModified is { } modified && IsAfter(modified, headers.IfUnmodifiedSince, now) == true)
        {
            return PreconditionResult.Failed;
        }

        var ifNoneMatch = EntityTagCondition.Parse(headers.IfNoneMatch);
        if (ifNoneMatch.IsPresent)
            return ifNoneMatch.MatchesWeakly(current) ? PreconditionResult.NotModified : PreconditionResult.Proceed;

        return lastModified is { } changed && IsAfter(changed, headers.IfModifiedSince, now) == false
            ? PreconditionResult.NotModified
            : PreconditionResult.Proceed;
    }

    // Null where the field is missing, doubled or no date: RFC 9110 §13.1.3, §13.1.4 say to ignore it then.
    private static bool? IsAfter(DateTimeOffset modified, Microsoft.Extensions.Primitives.StringValues field, DateTimeOffset now) =>
        field.Count == 1 && HttpDate.TryParse(field[0], now, out var date) ? modified > date : null;
}
