namespace Gateway.HttpCaching.Storing;

/// <summary>
/// What becomes of responses with <c>Set-Cookie</c>. RFC 9111 §7.3 leaves it to <c>Cache-Control</c>, but frameworks add
/// session cookies to pages that somebody else marked with a lifetime, and a stored one hands one reader's session to all: in
/// front of an application with sessions choose <see cref="Shared"/> or <see cref="Never"/>.
/// </summary>
public enum SetCookieStorage
{
    /// <summary>Never stored.</summary>
    Never,

    /// <summary>Stored where the origin speaks of shared caches: <c>public</c>, <c>s-maxage</c>, or a targeted field.</summary>
    Shared,

    /// <summary>Stored where the origin names a lifetime; never by heuristics. What the RFC says.</summary>
    ExplicitlyFresh,
}
