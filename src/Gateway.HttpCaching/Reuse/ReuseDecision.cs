namespace Gateway.HttpCaching.Reuse;

/// <summary>What to do with a request.</summary>
public enum ReuseKind
{
    /// <summary>Answer with the stored response.</summary>
    ServeFresh,

    /// <summary>Answer with the stored response, stale as it is.</summary>
    ServeStale,

    /// <summary>Ask the origin first, with the stored response's validators where it has any; use the stored one where it says 304.</summary>
    Revalidate,

    /// <summary>Send it to the origin.</summary>
    Forward,

    /// <summary>Answer 504: the client wants nothing from the origin (<c>only-if-cached</c>, RFC 9111 §5.2.1.7).</summary>
    GatewayTimeout,
}

/// <summary>Why a request goes to the origin: the values of <c>fwd</c> in <c>Cache-Status</c> (RFC 9211 §2.2).</summary>
public enum ForwardReason
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The cache was told not to handle it.</summary>
    Bypass,

    /// <summary>The method asks for it.</summary>
    Method,

    /// <summary>Nothing is stored for the address.</summary>
    UriMiss,

    /// <summary>Nothing that is stored matches by <c>Vary</c>.</summary>
    VaryMiss,

    /// <summary>What is stored is fresh, but the request asks for more.</summary>
    Request,

    /// <summary>What is stored is stale, or may not be used before it is validated.</summary>
    Stale,

    /// <summary>What is stored does not hold all of the range.</summary>
    Partial,
}

/// <summary>What to do, and how.</summary>
/// <param name="Kind">What.</param>
/// <param name="Reason">Why the origin is asked, now or behind the client's back.</param>
public readonly record struct ReuseDecision(ReuseKind Kind, ForwardReason Reason = ForwardReason.None)
{
    /// <summary>With <see cref="ReuseKind.ServeStale"/>: revalidate without letting the client wait (RFC 5861 §3), by <c>GET</c> whatever the request's method.</summary>
    public bool RevalidateBehind { get; init; }

    /// <summary>
    /// Whether the answer may be looked at for storing (<see cref="Storing.StoragePolicy"/>), and requests of the same key may
    /// wait for it; only where it is then stored may they have it, too. False for <c>HEAD</c> and unsafe methods but
    /// <c>POST</c>, for requests that say <c>no-store</c>, and for those whose answer depends on more than key and <c>Vary</c>.
    /// </summary>
    public bool MayStore { get; init; }

    /// <summary>Send the request on without <c>If-None-Match</c> and <c>If-Modified-Since</c>, and judge these on the answer.</summary>
    public bool StripConditions { get; init; }

    /// <summary>Send the tags of the stored variants along (<see cref="RevalidationRequest.VariantTags"/>): one of them may be the answer (RFC 9111 §4.3.1).</summary>
    public bool SendVariantTags { get; init; }

    /// <summary>Send the request on without <c>Range</c> and <c>If-Range</c>, and cut the range from the answer.</summary>
    public bool StripRange { get; init; }

    /// <summary>
    /// The request once more, without any condition: the origin answered 304, and nothing stored is confirmed by it
    /// (<see cref="Updating.StoredUpdate.Confirms"/>). Whatever comes now is the answer.
    /// </summary>
    public ReuseDecision Unconditionally() =>
        this with { Kind = ReuseKind.Forward, StripConditions = true, SendVariantTags = false, RevalidateBehind = false };
}
