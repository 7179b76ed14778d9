namespace Gateway.Syndication.Feeds;

/// <summary>The components of an address (RFC 3986 §3), each as written; null where the component is absent.</summary>
internal sealed record AddressParts(string? Scheme, string? UserInfo, string? Host, string? Port, string Path, string? Query, string? Fragment)
{
    public static AddressParts Split(string address)
    {
        var (rest, fragment) = Cut(address, '#');
        (rest, var query) = Cut(rest, '?');

        string? scheme = null;
        if (rest.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && IsScheme(rest.AsSpan(0, colon)))
            (scheme, rest) = (rest[..colon], rest[(colon + 1)..]);

        if (!rest.StartsWith("//", StringComparison.Ordinal))
            return new AddressParts(scheme, null, null, null, rest, query, fragment);

        var end = rest.IndexOf('/', 2);
        var authority = end < 0 ? rest[2..] : rest[2..end];
        var path = end < 0 ? "" : rest[end..];
        var at = authority.LastIndexOf('@');
        var userInfo = at < 0 ? null : authority[..at];
        var host = authority[(at + 1)..];
        var port = host.LastIndexOf(':');
        return port < 0 || !IsPort(host.AsSpan(port + 1))
            ? new AddressParts(scheme, userInfo, host, null, path, query, fragment)
            : new AddressParts(scheme, userInfo, host[..port], host[(port + 1)..], path, query, fragment);
    }

    public override string ToString() => string.Concat(
        Scheme is null ? "" : Scheme + ":",
        Host is null ? "" : "//" + (UserInfo is null ? "" : UserInfo + "@") + Host + (Port is null ? "" : ":" + Port),
        Path,
        (Query is null ? "" : "?" + Query) + (Fragment is null ? "" : "#" + Fragment));

    private static (string Before, string? After) Cut(string text, char at) =>
        text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var i ? (text[..i], text[(i + 1)..]) : (text, null);

    private static bool IsScheme(ReadOnlySpan<char> text) =>
        char.IsAsciiLetter(text[0]) && !text.ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private static bool IsPort(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
