using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Tests.Articles;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.JsonLd;
using Gateway.Syndication.Markdown;
using Gateway.Syndication.PlainText;

namespace Gateway.Syndication.Tests;

/// <summary>What holds for every article, however hostile.</summary>
public class NastyTests
{
    private delegate void Writer(Article article, FeedEntry entry, Publication publication, IBufferWriter<byte> output);

    [Fact]
    public void Reader_AnyAcceptedRecord_CanonicalFormIsAFixedPointAndTextHasNoLoneSurrogate() =>
        Nasty.Article.Sample(
            article =>
            {
                var again = ArticleReader.Read(article.Record, new ArticleLimits { TitleLength = 10_000, SummaryLength = 100_000, NameLength = 1_000 }).Article;
                Assert.NotNull(again);
                Assert.True(article.Record.Span.SequenceEqual(again.Record.Span));
                Assert.Equal(article.Title, again.Title);
                Assert.Equal(article.BodyMarkdown, ArticleReader.ReadStored(article.Record).BodyMarkdown);
                ArticleReaderTests.AssertFacts(article);
                Assert.DoesNotContain(article.BodyMarkdown.EnumerateRunes().Zip(Utf16(article.BodyMarkdown)), pair => pair.First == Rune.ReplacementChar && char.IsSurrogate(pair.Second));
            },
            iter: Nasty.Cases / 5);

    [Fact]
    public void Writers_AnyArticle_GiveWhatTheirReadersRead() =>
        Nasty.Article.Sample(
            article =>
            {
                var publication = Publications.Sample;
                var entry = FeedEntry.Render(article, article.Url ?? "urn:uuid:0", article.PublishedAt, article.UpdatedAt ?? article.PublishedAt, publication);
                foreach (var text in Texts(entry))
                    AssertXmlText(text);

                SanitisedHtml.AssertHarmless(entry.ContentHtml);
                Assert.InRange(entry.Summary.Length, 0, Math.Max(300, article.Summary?.Length ?? 0));
                Write(MarkdownWriter.Write, article, entry);
                Write(PlainTextWriter.Write, article, entry);
                var jsonLd = Write(JsonLdWriter.Write, article, entry);
                JsonDocument.Parse(jsonLd).Dispose();
                Assert.False(jsonLd.AsSpan().ContainsAny('<', '>', '&'));
                var output = new ArrayBufferWriter<byte>();
                ArticleJson.Write(article, entry.Updated, publication, output);
                JsonDocument.Parse(output.WrittenMemory).Dispose();
            },
            iter: Nasty.Cases / 5);

    private static IEnumerable<char> Utf16(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            yield return text[i];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
        }
    }

    private static IEnumerable<string> Texts(FeedEntry entry) =>
        [entry.Id, entry.Title, entry.Url, entry.Summary, entry.ContentHtml, entry.CanonicalSource ?? "", entry.Image ?? "", .. entry.Categories, .. entry.Authors.Select(author => author.Name)];

    private static string Write(Writer writer, Article article, FeedEntry entry)
    {
        var output = new ArrayBufferWriter<byte>();
        writer(article, entry, Publications.Sample, output);
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(output.WrittenSpan);
        AssertXmlText(text);
        return text;
    }

    private static void AssertXmlText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else
                Assert.True(System.Xml.XmlConvert.IsXmlChar(text[i]), $"U+{(int)text[i]:X4} is no XML character.");
        }
    }
}
