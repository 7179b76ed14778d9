using Gateway.HttpCaching.Freshness;

namespace Gateway.HttpCaching.Reuse;

/// <summary>How an origin failed.</summary>
public enum OriginFailure
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>It answered 500, 502, 503 or 504 (RFC 5861 §4).</summary>
    Status,

    /// <summary>It did not answer: no connection, a connection that broke off before the fields of an answer, a timeout.</summary>
    Unreachable,
}

/// <summary>Failures by status code.</summary>
public static class OriginFailures
{
    /// <summary>The failure that a status code is.</summary>
    public static OriginFailure Of(int status) => StatusCodes.IsFailure(status) ? OriginFailure.Status : OriginFailure.None;
}
