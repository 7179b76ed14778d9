namespace Gateway.HttpCaching.Freshness;

/// <summary>What caches need to know of status codes (RFC 9110 §15.1, RFC 9111 §3).</summary>
internal static class StatusCodes
{
    /// <summary>Cacheable by heuristics (RFC 9110 §15.1).</summary>
    public static bool IsHeuristic(int status) => status is 200 or 203 or 204 or 206 or 300 or 301 or 308 or 404 or 405 or 410 or 414 or 501;

    /// <summary>Codes whose caching this cache implements (<c>must-understand</c>, RFC 9111 §5.2.2.3).</summary>
    public static bool IsUnderstood(int status) => IsHeuristic(status) || status is 302 or 303 or 307 or 400 or 403 or 451 or 500 or 502 or 503 or 504;

    /// <summary>
    /// Never stored: not final; about one request's conditions, range, delta or credentials and not about the resource (226,
    /// 304, 401, 407, 412, 416, 417, 421, 425); forbidden by their definitions (RFC 6585: 428, 429, 431, 511).
    /// </summary>
    public static bool IsNeverStored(int status) =>
        status is < 200 or > 599 or 226 or 304 or 401 or 407 or 408 or 412 or 416 or 417 or 421 or 425 or 428 or 429 or 431 or 511;

    /// <summary>Failures for which <c>stale-if-error</c> is meant (RFC 5861 §4).</summary>
    public static bool IsFailure(int status) => status is 500 or 502 or 503 or 504;
}
