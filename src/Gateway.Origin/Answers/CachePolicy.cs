namespace Gateway.Origin.Answers;

/// <summary>The values of <c>Cache-Control</c>.</summary>
internal static class CachePolicy
{
    public const string Default = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400";

    /// <summary>Archives and assets: another content has another address.</summary>
    public const string Immutable = "public, max-age=31536000, immutable";

    public const string NoStore = "no-store";

    /// <summary>RFC 3229 §10.8: <c>im</c> for caches that know deltas, <c>no-store</c> for those that would not understand 226.</summary>
    public const string Delta = "no-store, im";

    /// <summary>Redirects to a normal form: only a new version of the gateway changes them.</summary>
    public const string Redirect = "public, max-age=3600";

    /// <summary>
    /// Absence is short-lived (an article may be published at any moment), retraction as long-lived as a page; what is wrong
    /// with a request, or with the gateway, is nobody else's answer.
    /// </summary>
    public static string OfError(int status) => status switch
    {
        404 => "public, max-age=5",
        410 => Default,
        _ => NoStore,
    };
}
