namespace Gateway.HttpCaching.Keys;

/// <summary>
/// What a <c>GET</c> asks for (RFC 9111 §2): the target URI, the method being understood. Only what no origin can tell apart is
/// made equal (RFC 9110 §4.2.3): the case of the host, and a port that is the scheme's own. Path and query stay as they were
/// sent: <c>%2F</c>, <c>//</c>, <c>;</c> and dot segments may mean something else to every origin.
/// </summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">Lower case, with the port unless it is the scheme's own.</param>
/// <param name="Target">Path and query as on the request line, from its first slash on.</param>
public readonly record struct CacheKey(string Scheme, string Host, string Target)
{
    /// <summary>The key of a request. Allocates nothing where the host is written as it is kept.</summary>
    /// <param name="scheme"><c>http</c> or <c>https</c>, lower case.</param>
    /// <param name="host">The one that the request is routed by, with or without port.</param>
    /// <param name="target">Path and query, undecoded.</param>
    public static CacheKey Create(string scheme, string host, string target)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(target);
        return new CacheKey(scheme, Canonical(scheme, host), target);
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Host, Target);

    /// <summary>As an absolute URI.</summary>
    public override string ToString() => string.Concat(Scheme, "://", Host, Target);

    /// <summary>
    /// The key that a reference in one of this resource's answers names (<c>Location</c>, <c>Content-Location</c>; RFC 3986
    /// §5.2). False for what is no address by HTTP.
    /// </summary>
    public bool TryResolve(string reference, out CacheKey key)
    {
        ArgumentNullException.ThrowIfNull(reference);
        key = default;
        var text = reference.AsSpan().Trim(" \t");
        var fragment = text.IndexOf('#');
        text = fragment < 0 ? text : text[..fragment];
        if (text.ContainsAnyInRange('\0', ' ') || text.Contains('\\'))
            return false;

        var scheme = Scheme;
        var colon = text.IndexOf(':');
        if (colon >= 0 && text[..colon].IndexOfAny('/', '?') < 0)
        {
            if (text[..colon].Equals("http", StringComparison.OrdinalIgnoreCase))
                scheme = "http";
            else if (text[..colon].Equals("https", StringComparison.OrdinalIgnoreCase))
                scheme = "https";
            else
                return false;
            text = text[(colon + 1)..];
            if (!text.StartsWith("//", StringComparison.Ordinal))
                return false;
        }

        if (text.StartsWith("//", StringComparison.Ordinal))
            return TryAuthority(scheme, text[2..], out key);

        key = this with { Target = ResolveTarget(text) };
        return true;
    }

    /// <summary>Whether both are of one origin (RFC 6454): scheme, host and port.</summary>
    public bool IsSameOrigin(CacheKey other) =>
        string.Equals(Scheme, other.Scheme, StringComparison.Ordinal) && string.Equals(Host, other.Host, StringComparison.Ordinal);

    private static bool TryAuthority(string scheme, ReadOnlySpan<char> text, out CacheKey key)
    {
        var end = text.IndexOfAny('/', '?');
        var host = end < 0 ? text : text[..end];
        var target = end < 0 ? "/" : text[end] == '/' ? text[end..].ToString() : string.Concat("/", text[end..]);
        key = Create(scheme, host.ToString(), target);
        return !host.IsEmpty && !host.Contains('@');
    }

    private string ResolveTarget(ReadOnlySpan<char> reference)
    {
        if (reference.IsEmpty)
            return Target;
        if (reference[0] == '/')
            return DotSegments.Remove(reference);

        var query = Target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? Target.AsSpan() : Target.AsSpan(0, query);
        return reference[0] == '?'
            ? string.Concat(path, reference)
            : DotSegments.Remove(string.Concat(path[..(path.LastIndexOf('/') + 1)], reference));
    }

    private static string Canonical(string scheme, string host)
    {
        var own = scheme is "https" ? ":443" : ":80";
        if (host.EndsWith(own, StringComparison.Ordinal))
            host = host[..^own.Length];
        return host.AsSpan().ContainsAnyInRange('A', 'Z') ? host.ToLowerInvariant() : host;
    }
}
