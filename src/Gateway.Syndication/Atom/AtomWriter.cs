using System.Buffers;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Atom;

/// <summary>Atom 1.0 (RFC 4287) with tombstones (RFC 6721) and archives (RFC 5005).</summary>
public static class AtomWriter
{
    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    public static void Write(FeedDocument feed, IBufferWriter<byte> output) => throw new NotSupportedException("Not written yet.");
}
