using System.Buffers;

namespace Gateway.Syndication.Articles;

/// <summary>Writes the public record (<c>.json</c>): what was sent, with the defaults filled in.</summary>
public static class ArticleJson
{
    /// <summary>Writes UTF-8 without BOM.</summary>
    /// <param name="article">The article.</param>
    /// <param name="updated">The instant shown as <c>updated_at</c> where it is later than the record's own.</param>
    /// <param name="publication">For the defaults.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Article article, DateTimeOffset updated, Publication publication, IBufferWriter<byte> output) =>
        throw new NotSupportedException("Not written yet.");
}
