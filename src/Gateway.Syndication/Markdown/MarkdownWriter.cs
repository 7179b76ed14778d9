using System.Buffers;
using System.Text;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Markdown;

/// <summary>CommonMark behind YAML front matter.</summary>
/// <remarks>The body is the publisher's own text, unsanitised: it is served as text and never as a page.</remarks>
public static class MarkdownWriter
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
        var document = new StringBuilder(article.BodyMarkdown.Length + 1_024);
        var yaml = new FrontMatter(document);
        document.Append("---\n");
        yaml.Value("title", entry.Title);
        yaml.Value("slug", entry.Slug);
        yaml.Value("date", Rfc3339.Write(entry.Published));
        yaml.Value("updated", Rfc3339.Write(entry.Updated));
        yaml.Value("lang", entry.Language);
        yaml.Value("url", entry.Url);
        yaml.Value("canonical", entry.CanonicalSource);
        yaml.Authors(entry.Authors);
        yaml.Values("topics", article.Topics);
        yaml.Values("entities", article.Entities);
        yaml.Value("image", entry.Image);
        yaml.Value("summary", entry.Summary);
        yaml.Value("publication", XmlText.OneLine(publication.Title));
        document.Append("---\n\n");
        document.Append(XmlText.Clean(article.BodyMarkdown).ReplaceLineEndings("\n"));
        if (document[^1] != '\n')
            document.Append('\n');

        Encoding.UTF8.GetBytes(document.ToString(), output);
    }
}
