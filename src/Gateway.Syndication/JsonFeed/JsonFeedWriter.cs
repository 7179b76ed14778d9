using System.Buffers;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.JsonFeed;

/// <summary>JSON Feed 1.1.</summary>
public static class JsonFeedWriter
{
    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    public static void Write(FeedDocument feed, IBufferWriter<byte> output) => throw new NotSupportedException("Not written yet.");
}
