using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Reuse;

namespace Gateway.HttpCaching.Storing;

/// <summary>What the content that in the end arrived makes of a response (RFC 9111 §3.3).</summary>
public static class ReceivedContent
{
    /// <summary>
    /// The facts to store; null where nothing may be. A whole that broke off becomes a part of itself where its validator is
    /// strong and its length known, so that the rest can be fetched (§3.4). A part shorter than its <c>Content-Range</c> says
    /// counts as far as it goes; a longer one is not believed.
    /// </summary>
    /// <param name="stored">By the response's fields.</param>
    /// <param name="bytes">Bytes of content that arrived.</param>
    /// <param name="contentLength">The response's <c>Content-Length</c>; null where it had none.</param>
    /// <param name="endedCleanly">Whether the message ended as its framing says (RFC 9112 §8).</param>
    public static StoredFacts? Judge(StoredFacts stored, long bytes, long? contentLength, bool endedCleanly)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        endedCleanly &= contentLength is null || contentLength == bytes;
        if (stored.Part is { } part)
        {
            if (bytes == part.Length)
                return stored;
            if (bytes == 0 || bytes > part.Length || !(endedCleanly || stored.HasStrongValidator))
                return null;
            return stored.WithPart(part with { Last = part.First + bytes - 1 }, endedCleanly ? part.Last : null);
        }

        if (endedCleanly)
            return stored;
        return stored is { Status: 200, HasStrongValidator: true } && bytes > 0 && contentLength > bytes
            ? stored.WithPart(new ContentRange(0, bytes - 1, contentLength))
            : null;
    }
}
