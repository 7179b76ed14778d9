using System.Buffers;
using System.Text;
using CsCheck;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Markdown;
using YamlDotNet.RepresentationModel;

namespace Gateway.Syndication.Tests.Markdown;

public class MarkdownWriterTests
{
    [Fact]
    public void Write_AnyArticle_FrontMatterReadsBackAsWritten() =>
        Nasty.Article.Sample(
            article =>
            {
                var (entry, text) = Write(article);
                Assert.StartsWith("---\n", text, StringComparison.Ordinal);
                var end = text.IndexOf("\n---\n\n", StringComparison.Ordinal);
                var yaml = new YamlStream();
                yaml.Load(new StringReader(text[4..(end + 1)]));
                var front = (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
                Assert.Equal(entry.Title, Value(front, "title"));
                Assert.Equal(entry.Summary, Value(front, "summary"));
                Assert.Equal(entry.Url, Value(front, "url"));
                Assert.Equal(entry.Language, Value(front, "lang"));
                Assert.Equal(entry.Authors.Select(author => author.Name), ((YamlSequenceNode)front.Children["authors"]).Select(author => Value((YamlMappingNode)author, "name")));
            },
            iter: Nasty.Cases / 10);

    [Fact]
    public void Write_BodyThatLooksLikeFrontMatter_StaysTheBody()
    {
        var article = ArticleReader.Read(Encoding.UTF8.GetBytes("""{"slug":"a","title":"null","body_md":"---\r\ntitle: evil\r\n---\r\nb","published_at":"2026-01-01T00:00:00Z"}"""), new ArticleLimits()).Article;
        Assert.NotNull(article);
        var (_, text) = Write(article);
        Assert.StartsWith("---\ntitle: \"null\"\nslug: \"a\"\ndate: \"2026-01-01T00:00:00Z\"\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n---\n\n---\ntitle: evil\n---\nb\n", text, StringComparison.Ordinal);
    }

    private static string? Value(YamlMappingNode node, string name) => ((YamlScalarNode)node.Children[name]).Value;

    private static (FeedEntry Entry, string Text) Write(Article article)
    {
        var entry = FeedEntry.Render(article, "urn:x", article.PublishedAt, article.PublishedAt, Publications.Sample);
        var output = new ArrayBufferWriter<byte>();
        MarkdownWriter.Write(article, entry, Publications.Sample, output);
        return (entry, Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
