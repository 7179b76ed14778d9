using Gateway.Syndication.Upstream.Decoding;
using Gateway.Syndication.Upstream.Markup;

namespace Gateway.Syndication.Upstream;

/// <summary>
/// Reads feeds as they are found: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1, well-formed or not. It never throws
/// at what it is given, takes time and memory in proportion to it, and asks nobody for anything.
/// </summary>
public static class FeedParser
{
    /// <summary>Reads a document.</summary>
    /// <param name="document">Its bytes, as they came without content coding.</param>
    /// <param name="charset">Of its <c>Content-Type</c>; null where that has none.</param>
    /// <param name="address">Where it was fetched, after redirects.</param>
    /// <param name="limits">How much of it is taken.</param>
    /// <returns>The feed; null where the document is none.</returns>
    public static UpstreamFeed? Parse(ReadOnlySpan<byte> document, string? charset, Uri address, UpstreamLimits limits)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(limits);
        var text = DocumentDecoder.Decode(document, charset);
        var start = text.AsSpan().TrimStart('\uFEFF').TrimStart();
        return start is ['{', ..]
            ? JsonFeedReader.Read(text.AsMemory(text.Length - start.Length), address, limits)
            : new XmlFeedReader(new MarkupReader(text), address, limits).Read();
    }
}
