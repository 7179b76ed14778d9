using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonLd;

namespace Gateway.Syndication.Tests.JsonLd;

public class JsonLdWriterTests
{
    [Fact]
    public void Write_Article_IsANewsArticleThatAScriptElementCanHold()
    {
        var text = Write("""{"slug":"a","title":"T </script><!-- & \u2028","body_md":"One **two**.","url":"https://a.example/a","canonical_source":"https://c.example/","published_at":"2026-01-01T00:00:00Z","lang":"pt-BR","topics":["C#"],"entities":["Meta"],"authors":[{"name":"Jo","url":"https://jo.example"}],"image":"https://i.example/i.png"}""");
        Assert.False(text.AsSpan().ContainsAny("<>&\u2028\u2029"));
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.Equal("NewsArticle", root.GetProperty("@type").GetString());
        Assert.Equal("T </script><!-- &", root.GetProperty("headline").GetString());
        Assert.Equal("2026-01-01T00:00:00Z", root.GetProperty("datePublished").GetString());
        Assert.Equal("pt-BR", root.GetProperty("inLanguage").GetString());
        Assert.Equal("https://c.example/", root.GetProperty("isBasedOn").GetString());
        Assert.Equal("Person", root.GetProperty("author")[0].GetProperty("@type").GetString());
        Assert.Equal("C#", root.GetProperty("keywords")[0].GetString());
        Assert.Equal("One two.", root.GetProperty("articleBody").GetString());
    }

    [Fact]
    public void Write_ArticleWithoutAuthor_NamesThePublication()
    {
        using var json = JsonDocument.Parse(Write("""{"slug":"a","title":"T","body_md":"b","published_at":"2026-01-01T00:00:00Z"}"""));
        var author = json.RootElement.GetProperty("author")[0];
        Assert.Equal("Organization", author.GetProperty("@type").GetString());
        Assert.Equal("The Gateway", author.GetProperty("name").GetString());
        Assert.False(json.RootElement.TryGetProperty("isBasedOn", out _));
    }

    private static string Write(string record)
    {
        var (article, problem) = ArticleReader.Read(Encoding.UTF8.GetBytes(record), new ArticleLimits());
        Assert.Null(problem);
        Assert.NotNull(article);
        var entry = FeedEntry.Render(article, "urn:x", article.PublishedAt, article.PublishedAt, Publications.Sample);
        var output = new ArrayBufferWriter<byte>();
        JsonLdWriter.Write(article, entry, Publications.Sample, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
