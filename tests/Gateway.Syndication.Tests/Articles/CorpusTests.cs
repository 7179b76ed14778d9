using System.Buffers;
using System.Text.Json;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Topics;
using Gateway.Tests.Shared;

namespace Gateway.Syndication.Tests.Articles;

public class CorpusTests
{
    [Fact]
    public void Reader_WholeCorpus_AcceptsEachAndItsCanonicalFormIsAFixedPoint()
    {
        var count = 0;
        foreach (var json in Corpus.Articles())
        {
            var (article, problem) = ArticleReader.Read(json, new ArticleLimits());
            Assert.Null(problem);
            Assert.NotNull(article);
            var again = ArticleReader.Read(article.Record, new ArticleLimits()).Article;
            Assert.NotNull(again);
            Assert.True(article.Record.Span.SequenceEqual(again.Record.Span));
            Assert.Equal(article.BodyMarkdown, ArticleReader.ReadStored(article.Record).BodyMarkdown);
            ArticleReaderTests.AssertFacts(ArticleReader.ReadStored(article.Record));
            using var sent = JsonDocument.Parse(json);
            using var stored = JsonDocument.Parse(article.Record);
            Assert.True(JsonElement.DeepEquals(sent.RootElement, stored.RootElement));
            count++;
        }

        Assert.Equal(2039, count);
    }

    [Fact]
    public void Render_WholeCorpus_GivesContentSummaryAndTopics()
    {
        var publication = Publications.Sample;
        var output = new ArrayBufferWriter<byte>();
        foreach (var json in Corpus.Articles())
        {
            var article = ArticleReader.Read(json, new ArticleLimits()).Article;
            Assert.NotNull(article);
            var entry = FeedEntry.Render(article, article.Url ?? "urn:x", article.PublishedAt, article.UpdatedAt ?? article.PublishedAt, publication);
            Assert.NotEmpty(entry.ContentHtml);
            Assert.NotEmpty(entry.Summary);
            Assert.NotEmpty(TopicKey.Of(article, publication));
            output.ResetWrittenCount();
            ArticleJson.Write(article, entry.Updated, publication, output);
            using var written = JsonDocument.Parse(output.WrittenMemory);
            Assert.Equal(article.Slug, written.RootElement.GetProperty("slug").GetString());
        }
    }
}
