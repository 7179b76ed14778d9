using System.Collections.Immutable;
using Gateway.Contracts.Articles;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Preconditions;
using Gateway.Origin.Answers;
using Microsoft.AspNetCore.Http;

namespace Gateway.Origin.Publishing;

/// <summary>The preconditions of a change (RFC 9110 §13), as the article judges them: atomically with the change.</summary>
/// <param name="IfMatch">Versions of which one must be current, or <c>*</c>; empty without a precondition.</param>
/// <param name="IfNoneMatchAny">Only if there is no live article.</param>
internal sealed record ArticlePreconditions(ImmutableArray<string> IfMatch, bool IfNoneMatchAny)
{
    private static readonly Answer Failed = Answer.Refuse(StatusCodes.Status412PreconditionFailed, "The article is not the one that the request names.");

    /// <summary>Reads them from a request; exactly one of both is null.</summary>
    public static async Task<(ArticlePreconditions? Preconditions, Answer? Refusal)> ReadAsync(
        IHeaderDictionary headers, IArticleGrain article, DateTimeOffset now)
    {
        var ifNoneMatch = EntityTagCondition.Parse(headers.IfNoneMatch);
        if (ifNoneMatch is { IsPresent: true, IsAny: false })
            return (null, Answer.Refuse(StatusCodes.Status400BadRequest, "If-None-Match must be * when publishing.", "If-None-Match"));

        var ifMatch = EntityTagCondition.Parse(headers.IfMatch);
        if (ifMatch.IsMalformed)
            return (null, Answer.Refuse(StatusCodes.Status400BadRequest, "If-Match must be * or a list of entity tags.", "If-Match"));
        if (ifMatch.IsAny)
            return (new ArticlePreconditions(["*"], ifNoneMatch.IsAny), null);
        if (!ifMatch.IsPresent)
            return await FromDateAsync(headers, ifNoneMatch.IsAny, article, now);

        // Weak tags never match strongly; a tag that was never ours matches nothing.
        ImmutableArray<string> versions = [.. ifMatch.Tags.Where(t => !t.IsWeak).Select(t => Shape.VersionIn(t.Opaque, null)).OfType<string>()];
        return versions.IsEmpty ? (null, Failed) : (new ArticlePreconditions(versions, ifNoneMatch.IsAny), null);
    }

    // If-Unmodified-Since becomes the version that it was true of, so that nothing changes in between (RFC 9110 §13.1.4).
    private static async Task<(ArticlePreconditions?, Answer?)> FromDateAsync(
        IHeaderDictionary headers, bool ifNoneMatchAny, IArticleGrain article, DateTimeOffset now)
    {
        var field = headers.IfUnmodifiedSince;
        if (field.Count != 1 || !HttpDate.TryParse(field[0], now, out var date) || await article.Describe() is not { IsRetracted: false } header)
            return (new ArticlePreconditions([], ifNoneMatchAny), null);

        return header.LastModified > date ? (null, Failed) : (new ArticlePreconditions([header.Version], ifNoneMatchAny), null);
    }
}
