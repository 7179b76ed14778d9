using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Freshness;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Preconditions;
using Gateway.HttpCaching.Storing;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Reuse;

/// <summary>
/// What the rules need to know of a stored response: read when it is stored, compared when it is used. Instants are ticks of
/// UTC, so that a hit costs a few comparisons.
/// </summary>
public sealed record StoredFacts : IStoredResponse
{
    private const int OwnBytes = 320;
    private const int MaximumPartRequest = 64;

    private StoredFacts(VaryKey variant, StaleAllowance stale) => (Variant, Stale) = (variant, stale);

    StoredFacts IStoredResponse.Facts => this;

    /// <summary>The status code.</summary>
    public int Status { get; private init; }

    /// <summary>Which requests it answers.</summary>
    public VaryKey Variant { get; private init; }

    /// <summary>When it was of age 0 (RFC 9111 §4.2.3).</summary>
    public long BornTicks { get; private init; }

    /// <summary>Until when it is fresh, that instant excluded (§4.2). In the past where it was stored as stale.</summary>
    public long FreshUntilTicks { get; private init; }

    /// <summary>Its <c>Date</c>: of several that match, the latest wins (§4).</summary>
    public long DateTicks { get; private init; }

    /// <summary>What may be done with it once it is stale.</summary>
    public StaleAllowance Stale { get; private init; }

    /// <summary><c>no-cache</c>: validated before each use, fresh or not (§5.2.2.4).</summary>
    public bool MustValidate { get; private init; }

    /// <summary><c>no-transform</c>: its content is sent in no other coding (§5.2.2.6).</summary>
    public bool NoTransform { get; private init; }

    /// <summary><c>immutable</c>: a client that asks for it again while it is fresh is not obeyed (RFC 8246 §2).</summary>
    public bool IsImmutable { get; private init; }

    /// <summary>Its entity tag.</summary>
    public EntityTag? ETag { get; private init; }

    /// <summary>Its tag as a field's value.</summary>
    public string? ETagText { get; private init; }

    /// <summary>Its <c>Last-Modified</c>.</summary>
    public DateTimeOffset? LastModified { get; private init; }

    /// <summary>Its <c>Last-Modified</c> as received.</summary>
    public string? LastModifiedText { get; private init; }

    /// <summary>Its only <c>Content-Language</c>; null where there is none, or several.</summary>
    public string? ContentLanguage { get; private init; }

    /// <summary>Of a part (206): which one. Null for a whole.</summary>
    public ContentRange? Part { get; private init; }

    /// <summary>Of a part that was shorter than it said: the last position that it claimed. Null where it holds all of it.</summary>
    public long? PartClaimedLast { get; private init; }

    /// <summary>Of a part: the <c>Range</c> that it answered; the same request gets the same answer.</summary>
    public string? PartRequest { get; private init; }

    /// <summary>Whether it can be validated at all (§4.3.1).</summary>
    public bool HasValidator => ETag is not null || LastModified is not null;

    /// <summary>Whether representations of other bytes have the same <c>Last-Modified</c>: it is weak then (RFC 9110 §8.8.1).</summary>
    public bool SharesDate { get; private init; }

    /// <summary>Whether its <c>Last-Modified</c> is a strong validator: at least a minute before <c>Date</c> (RFC 9110 §8.8.2.2), and its alone.</summary>
    public bool HasStrongDate => !SharesDate && LastModified is { } modified && DateTicks - modified.UtcTicks >= TimeSpan.TicksPerMinute;

    /// <summary>Whether it can be told from every other version of itself (RFC 9110 §8.8.1), so that parts of it may be joined.</summary>
    public bool HasStrongValidator => ETag is { } tag ? !tag.IsWeak : HasStrongDate;

    /// <summary>Bytes of memory that it takes, its strings and its variant's among them, rounded up: for stores that are bounded in bytes.</summary>
    public long EstimatedBytes => OwnBytes + Variant.EstimatedBytes
        + Text(ETag?.Opaque) + Text(ETagText) + Text(LastModifiedText) + Text(ContentLanguage) + Text(PartRequest);

    /// <summary>Its age, not below zero; whole seconds of it go into <c>Age</c>.</summary>
    public TimeSpan Age(DateTimeOffset now) => TimeSpan.FromTicks(Math.Max(0, now.UtcTicks - BornTicks));

    /// <summary>Whether it is fresh (§4.2).</summary>
    public bool IsFresh(DateTimeOffset now) => now.UtcTicks < FreshUntilTicks;

    /// <summary>How long it will be fresh; below zero, how long it has been stale.</summary>
    public TimeSpan Remaining(DateTimeOffset now) => TimeSpan.FromTicks(FreshUntilTicks - now.UtcTicks);

    /// <summary>Reads what is to be stored, or freshened by an update.</summary>
    /// <param name="response">The response, its <see cref="ResponseFacts.Headers"/> as they are to be stored or, before <see cref="StorableFields"/>, as received.</param>
    /// <param name="variant">Of the request that it answered.</param>
    /// <param name="rangeRequest">That request's <c>Range</c> where the response is a 206.</param>
    public static StoredFacts Create(ResponseFacts response, VaryKey variant, string? rangeRequest = null)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(variant);
        return new StoredFacts(variant, response.Stale)
        {
            Status = response.Status,
            BornTicks = response.Born.UtcTicks,
            FreshUntilTicks = Math.Min(response.Born.UtcTicks, DateTimeOffset.MaxValue.UtcTicks - response.Lifetime.Span.Ticks) + response.Lifetime.Span.Ticks,
            DateTicks = response.Date.UtcTicks,
            MustValidate = response.Directives.NoCache,
            NoTransform = response.Directives.NoTransform,
            IsImmutable = response.Directives.Immutable,
            ETag = response.ETag,
            ETagText = response.ETag?.ToString(),
            LastModified = response.LastModified,
            LastModifiedText = response.LastModified is null ? null : response.Headers.LastModified[0],
            ContentLanguage = response.Headers.ContentLanguage is [{ } language] && HttpList.IsToken(language) ? language : null,
            Part = response.Range,
            PartRequest = response.Range is null || rangeRequest?.Length > MaximumPartRequest ? null : rangeRequest,
        };
    }

    /// <summary>
    /// The same, stale from now on and not to be served while it is revalidated: a change at the origin overtook it. Should the
    /// origin fail, it may still be served as far as it allows.
    /// </summary>
    public StoredFacts AsStale(DateTimeOffset now) => this with
    {
        FreshUntilTicks = Math.Min(FreshUntilTicks, now.UtcTicks),
        Stale = Stale with { WhileRevalidate = TimeSpan.Zero, OnRequest = false },
    };

    /// <summary>The same, invalid (§4.4): not used in any way before it is validated.</summary>
    public StoredFacts AsInvalid(DateTimeOffset now) => AsStale(now) with { MustValidate = true, Stale = default };

    /// <summary>
    /// The same in a content coding that the cache gives it: another representation, so with a tag of its own
    /// (RFC 9110 §8.8.3.3), and a date that tells no bytes. For <see cref="Answering.AnswerPolicy"/> only: the origin knows nothing of this tag.
    /// </summary>
    public StoredFacts InCoding(ContentCoding coding) => coding == ContentCoding.Identity ? this : ETag is not { } tag
        ? WithSharedDate()
        : this with { SharesDate = true, ETag = tag with { Opaque = tag.Opaque + coding.TagSuffix() }, ETagText = new EntityTag(tag.Opaque + coding.TagSuffix(), tag.IsWeak).ToString() };

    /// <summary>The same where the cache may give it other codings, with the date that it has itself.</summary>
    public StoredFacts WithSharedDate() => this with { SharesDate = true };

    /// <summary>The same response for another request, too: a 304 has said that it answers that one as well (RFC 9111 §4.3.3).</summary>
    public StoredFacts ForRequest(IHeaderDictionary request) => this with { Variant = Variant.For(request) };

    internal static long Text(string? text) => text is null ? 0 : 32 + (2L * text.Length);

    /// <summary>Newer facts of the same content: a part stays the part that it is.</summary>
    internal StoredFacts Freshened(StoredFacts newer) =>
        newer with { Part = Part, PartClaimedLast = PartClaimedLast, PartRequest = PartRequest, Status = Status };

    /// <summary>The same as a part of other extent.</summary>
    internal StoredFacts WithPart(ContentRange part, long? claimedLast = null) => this with { Part = part, PartClaimedLast = claimedLast, Status = 206 };

    /// <summary>The same as one with another part: it holds more than was asked for by any one request.</summary>
    internal StoredFacts AsJoined(ContentRange part) => WithPart(part) with { PartRequest = null };

    /// <summary>The same as the whole that its parts have become.</summary>
    internal StoredFacts AsWhole() => this with { Part = null, PartClaimedLast = null, PartRequest = null, Status = 200 };
}
