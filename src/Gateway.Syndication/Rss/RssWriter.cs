using System.Buffers;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Rss;

/// <summary>RSS 2.0 with <c>content:encoded</c>, <c>dc:creator</c> and <c>atom:link</c>.</summary>
public static class RssWriter
{
    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    public static void Write(FeedDocument feed, IBufferWriter<byte> output) => throw new NotSupportedException("Not written yet.");
}
