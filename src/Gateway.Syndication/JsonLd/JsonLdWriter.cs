using System.Buffers;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.JsonLd;

/// <summary>A schema.org <c>NewsArticle</c>.</summary>
public static class JsonLdWriter
{
    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    /// <param name="article">The article as sent.</param>
    /// <param name="entry">The same article rendered.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Article article, FeedEntry entry, Publication publication, IBufferWriter<byte> output) =>
        throw new NotSupportedException("Not written yet.");
}
