using System.Buffers;
using System.Globalization;
using System.Text;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.PlainText;

/// <summary>Readable plain text.</summary>
public static class PlainTextWriter
{
    /// <summary>Writes the document as UTF-8 without BOM.</summary>
    /// <param name="article">The article as sent.</param>
    /// <param name="entry">The same article rendered.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="output">Where to.</param>
    public static void Write(Article article, FeedEntry entry, Publication publication, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(publication);
        ArgumentNullException.ThrowIfNull(output);
        var text = new StringBuilder(entry.ContentHtml.Length + 512);
        text.Append(entry.Title).Append("\n\n");
        text.AppendJoin(", ", entry.Authors.Select(author => author.Name)).Append('\n');
        text.Append(Day(entry.Published));
        if (entry.Updated.UtcDateTime.Date > entry.Published.UtcDateTime.Date)
            text.Append(CultureInfo.InvariantCulture, $" (updated {Day(entry.Updated)})");

        text.Append('\n').Append(entry.Url).Append('\n');
        if (entry.CanonicalSource is not null && !string.Equals(entry.CanonicalSource, entry.Url, StringComparison.Ordinal))
            text.Append("Source: ").Append(entry.CanonicalSource).Append('\n');

        if (!article.Topics.IsEmpty)
            text.Append("Topics: ").AppendJoin(", ", article.Topics.Select(XmlText.OneLine)).Append('\n');

        text.Append('\n').Append(TextLayout.Of(entry.ContentHtml)).Append('\n');
        Encoding.UTF8.GetBytes(text.ToString(), output);
    }

    private static string Day(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
