using System.Collections.Frozen;

namespace Gateway.HttpCaching.Answering;

/// <summary>Which stored fields go into a 304 (RFC 9110 §15.4.5).</summary>
public static class NotModifiedFields
{
    // Metadata of a representation that is not sent; Content-Location stays. A cookie is not set again by a poll.
    private static readonly FrozenSet<string> Omitted = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Accept-Ranges", "Content-Digest", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5",
        "Content-Range", "Content-Type", "Digest", "Link", "Repr-Digest", "Set-Cookie", "Set-Cookie2");

    /// <summary>Whether a stored field is sent with 304. <c>Last-Modified</c> is where there is no <c>ETag</c> to say the same better.</summary>
    /// <param name="name">The field.</param>
    /// <param name="hasETag">Whether the response has an <c>ETag</c>.</param>
    public static bool Includes(string name, bool hasETag) =>
        !Omitted.Contains(name) && !(hasETag && string.Equals(name, "Last-Modified", StringComparison.OrdinalIgnoreCase));
}
