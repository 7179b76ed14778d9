using System.Buffers;
using System.Text;
using Gateway.Syndication.Articles;

namespace Gateway.Syndication.Tests.Articles;

public class ArticleJsonTests
{
    [Fact]
    public void Write_SmallestRecord_FillsInTheDefaults() =>
        Assert.Equal(
            """{"slug":"é","title":"T","summary":"b","body_md":"b","url":"https://gateway.example/news/%C3%A9","published_at":"2026-01-01 00:00:00+00:00","updated_at":"2026-01-01 00:00:00+00:00","lang":"en","alternates":{"html":"https://gateway.example/news/%C3%A9","markdown":"https://gateway.example/news/%C3%A9.md","text":"https://gateway.example/news/%C3%A9.txt","jsonld":"https://gateway.example/news/%C3%A9.jsonld"},"x":1.50}""",
            Write("""{"x":1.50,"slug":"é","title":"T","body_md":"b","published_at":"2026-01-01 00:00:00+00:00"}""", default));

    [Fact]
    public void Write_SentMembers_AreGivenBackAsSent()
    {
        const string record = """{"slug":"a","title":"T","summary":"s","body_md":"b","url":"https://a.example/ü","canonical_source":"https://c.example","published_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-02T00:00:00.000000Z","lang":"pt-BR","topics":["C#"],"entities":[],"alternates":{"html":"https://h.example","markdown":"https://m.example","text":"https://t.example","jsonld":"https://j.example","amp":"x"},"authors":["Jo",{"name":"Al","twitter":"@al"}],"image":"https://i.example/i.png","x":null}""";
        Assert.Equal(record, Write(record, default));
    }

    [Fact]
    public void Write_LaterChange_IsShownAsUpdated() =>
        Assert.Contains("\"updated_at\":\"2026-03-01T12:00:00.5Z\"", Write("""{"slug":"a","title":"T","body_md":"b","published_at":"2026-01-01T00:00:00Z","updated_at":"2026-02-01T00:00:00Z"}""", new DateTimeOffset(2026, 3, 1, 12, 0, 0, 500, TimeSpan.Zero)), StringComparison.Ordinal);

    [Fact]
    public void Write_UrlThatTakesNoEnding_HasTheGatewaysAlternates() =>
        Assert.Contains("\"markdown\":\"https://gateway.example/news/a.md\"", Write("""{"slug":"a","title":"T","body_md":"b","url":"https://a.example/?p=1","published_at":"2026-01-01T00:00:00Z"}""", default), StringComparison.Ordinal);

    private static string Write(string json, DateTimeOffset updated)
    {
        var (article, problem) = ArticleReader.Read(Encoding.UTF8.GetBytes(json), new ArticleLimits());
        Assert.Null(problem);
        Assert.NotNull(article);
        var output = new ArrayBufferWriter<byte>();
        ArticleJson.Write(article, updated, Publications.Sample, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
