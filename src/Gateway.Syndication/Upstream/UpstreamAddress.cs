using Gateway.Syndication.Articles;

namespace Gateway.Syndication.Upstream;

/// <summary>Addresses in feeds, made absolute.</summary>
internal static class UpstreamAddress
{
    /// <summary>An absolute http or https address, as a URI (RFC 3987 §3.1); null for anything else.</summary>
    /// <param name="text">As written.</param>
    /// <param name="baseAddress">What it is relative to.</param>
    /// <param name="limit">The most characters.</param>
    public static string? Of(string? text, Uri baseAddress, int limit) =>
        Resolve(text, baseAddress, limit) is { } address && HttpAddress.Read(address.AbsoluteUri, out var uri) is null && uri?.Length <= limit ? uri : null;

    /// <summary>The same, not yet looked at closely: what other addresses are relative to.</summary>
    /// <inheritdoc cref="Of"/>
    public static Uri? Resolve(string? text, Uri baseAddress, int limit)
    {
        if (text is null || text.Length > limit)
            return null;
        // Line breaks are found within addresses that were wrapped; none has any (RFC 3986, appendix C).
        text = string.Concat(text.Split(['\r', '\n', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Trim();
        if (text.Length == 0 || !Uri.TryCreate(baseAddress, text, out var address))
            return null;
        return (string.Equals(address.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) || string.Equals(address.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
            ? address : null;
    }
}
