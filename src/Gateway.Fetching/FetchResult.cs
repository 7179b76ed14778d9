namespace Gateway.Fetching;

/// <summary>What came of a fetch.</summary>
public enum FetchOutcome
{
    /// <summary>There is content.</summary>
    Fetched,

    /// <summary>304: what is known is what there is.</summary>
    NotModified,

    /// <summary>410: there will never be any again.</summary>
    Gone,

    /// <summary>Any other status.</summary>
    Refused,

    /// <summary>It leads where the gateway may not go, or to no http or https address.</summary>
    Forbidden,

    /// <summary>A limit was passed: time, bytes, redirects.</summary>
    TooMuch,

    /// <summary>No connection, no name, no TLS, or an answer that is no HTTP or breaks off.</summary>
    Failed,
}

/// <summary>A fetch that has ended, one way or another.</summary>
public sealed record FetchResult
{
    public required FetchOutcome Outcome { get; init; }

    /// <summary>Why there is no content, for whoever runs the gateway; null where there is, or 304.</summary>
    public string? Problem { get; init; }

    /// <summary>The last status; null where there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>The content without content coding; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The media type, in lower case, without parameters.</summary>
    public string? MediaType { get; init; }

    /// <summary>Its <c>charset</c>.</summary>
    public string? Charset { get; init; }

    /// <summary>Where the answer came from, after redirects.</summary>
    public required Uri Address { get; init; }

    /// <summary>Where to ask from now on: behind redirects that are for good (301, 308) as long as one follows another from the first. To be believed once something was found there.</summary>
    public required Uri PermanentAddress { get; init; }

    /// <summary>As it came.</summary>
    public string? ETag { get; init; }

    /// <summary>As it came.</summary>
    public string? LastModified { get; init; }

    /// <summary>As it came.</summary>
    public string? CacheControl { get; init; }

    /// <summary>How long to wait until the next (RFC 9110 §10.2.3); null where it is not said.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
