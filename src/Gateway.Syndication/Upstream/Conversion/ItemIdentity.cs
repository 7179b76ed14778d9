using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.Syndication.Upstream.Conversion;

/// <summary>
/// By what an item of a feed is known again. Feeds change the addresses of what they have told of, its dates, and what they call it by;
/// none of that alone makes another item of it.
/// </summary>
/// <param name="Key">A hash of its id; of its link where it has none; of its title where it has neither.</param>
/// <param name="Likeness">
/// A hash of its title and of what it begins with: an item under a key that nobody knows is the one of this likeness whose key is not
/// there any more. Null where there is too little of either to say so.
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ItemIdentity(ulong Key, ulong? Likeness)
{
    private const int Beginning = 500;

    // Shorter ones many items have: "Photo", "Untitled", the name of a day.
    private const int LeastLikeness = 20;

    /// <summary>An item's.</summary>
    public static ItemIdentity Of(UpstreamItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var key = item.Id is { Length: > 0 } id ? "i" + Known(id)
            : item.Link is { Length: > 0 } link ? "l" + Known(link)
            : "t" + Words(item.Title) + "\n" + Words(Start(item));
        var likeness = Words(item.Title) + "\n" + Words(Start(item));
        return new ItemIdentity(Hash(key), likeness.Length >= LeastLikeness ? Hash(likeness) : null);
    }

    // One address in its spellings: with and without TLS, www, a slash at the end, and who sent the reader.
    private static string Known(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return text.Trim();
        var host = address.IdnHost.ToLowerInvariant();
        if (host.StartsWith("www.", StringComparison.Ordinal))
            host = host[4..];
        var known = new StringBuilder(host);
        if (!address.IsDefaultPort)
            known.Append(':').Append(address.Port);
        known.Append(address.AbsolutePath.TrimEnd('/'));
        var separator = '?';
        foreach (var part in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith("utm_", StringComparison.OrdinalIgnoreCase))
                continue;
            known.Append(separator).Append(part);
            separator = '&';
        }

        return known.Append(address.Fragment).ToString();
    }

    private static string? Start(UpstreamItem item) => (item.Content ?? item.Summary) is not { } html ? null : html.Length <= Beginning ? html : html[..Beginning];

    private static string Words(string? text) => string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    private static ulong Hash(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));
}
