namespace Gateway.Edge.Forwarding;

/// <summary>Targets of requests, as sent.</summary>
internal static class RequestTarget
{
    /// <summary>
    /// What of a target is path and query. Of the absolute form (RFC 9112 §3.2.2) the authority ends where the path, the query or a
    /// fragment begins, or what some servers take for a path (RFC 3986 §3.2), so that nobody who looks for the path finds another.
    /// </summary>
    /// <returns>Begins with <c>/</c>, or with a <c>\</c> that stands in its place; null where the target is of neither form.</returns>
    public static string? PathAndQuery(string target)
    {
        if (target.StartsWith('/'))
            return target;
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
            return null;
        var start = target.IndexOfAny(['/', '?', '#', '\\'], scheme + 3);
        return start < 0 ? "/" : target[start] is '?' or '#' ? "/" + target[start..] : target[start..];
    }
}
