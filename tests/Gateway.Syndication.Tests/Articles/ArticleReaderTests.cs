using System.Text;
using Gateway.Syndication.Articles;

namespace Gateway.Syndication.Tests.Articles;

public class ArticleReaderTests
{
    [Fact]
    public void Read_SameContentSentOtherwise_GivesTheSameBytes()
    {
        var plain = Read("""{"slug":"é","title":"Ü \"/\n","body_md":"b","published_at":"2026-01-01T00:00:00Z","authors":[{"name":"A","url":"https://a.example"}],"alternates":{"html":"https://a.example","text":"https://b.example"},"x":[1.50,{"y":"é"}]}""");
        var other = Read("""
             { "published_at" : "2026-01-01T00:00:00Z", "x": [ 1.50, { "\u0079": "\u00e9" } ], "body_md": "\u0062", "url": null, "authors": [ { "url": "https:\/\/a.example", "name": "A" } ],
               "title": "\u00DC \u0022\/\u000a", "alternates": { "text": "https://b.example", "jsonld": null, "html": "https://a.example" }, "slug": "e\u0301" }
            """);
        Assert.Equal(Text(plain), Text(other));
        Assert.Equal(
            """{"slug":"é","title":"Ü \"/\n","body_md":"b","published_at":"2026-01-01T00:00:00Z","alternates":{"html":"https://a.example","text":"https://b.example"},"authors":[{"name":"A","url":"https://a.example"}],"x":[1.50,{"y":"é"}]}""",
            Text(plain));
    }

    [Fact]
    public void Read_UnknownMembers_AreKeptAsSentInTheirOrder()
    {
        var article = Read(HostileRecordTests.Good("\"z\":1e400,\"big\":123456789012345678901234567890,\"n\":null,\"a\":[-0.0,true,{\"b\":{}}],\"s\":\"\\ud800\\udc00\\ud800\\u0000\\u007f\""));
        Assert.EndsWith("\"z\":1e400,\"big\":123456789012345678901234567890,\"n\":null,\"a\":[-0.0,true,{\"b\":{}}],\"s\":\"\U00010000\uFFFD\\u0000\u007F\"}", Text(article), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LoneSurrogates_BecomeReplacementCharacters()
    {
        var article = Read("""{"slug":"a","title":"\ud83d\ude00 \ude00\ud83d","body_md":"\ud83d","published_at":"2026-01-01T00:00:00Z","topics":["\udfff"]}""");
        Assert.Equal("😀 \uFFFD\uFFFD", article.Title);
        Assert.Equal("\uFFFD", article.BodyMarkdown);
        Assert.Equal("\uFFFD", Assert.Single(article.Topics));
    }

    [Fact]
    public void Read_SlugFromTheAddressOnly_StandsInTheRecord()
    {
        var json = """{"title":"T","body_md":"","published_at":"2026-01-01T00:00:00Z"}"""u8.ToArray();
        var article = ArticleReader.Read(json, new ArticleLimits(), "e\u0301").Article;
        Assert.NotNull(article);
        Assert.Equal("é", article.Slug);
        Assert.StartsWith("""{"slug":"é","title":""", Text(article), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-06-24 22:53:18+00:00", "2026-06-24T22:53:18Z")]
    [InlineData("2026-06-24t22:53:18z", "2026-06-24T22:53:18Z")]
    [InlineData("2026-06-24T22:53:18.7865234567899999Z", "2026-06-24T22:53:18.7865234Z")]
    [InlineData("2026-06-24T22:53:18-00:00", "2026-06-24T22:53:18Z")]
    [InlineData("2026-06-25T00:23:18+01:30", "2026-06-24T22:53:18Z")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.9999999Z")]
    [InlineData("1900-01-01T00:00:00Z", "1900-01-01T00:00:00Z")]
    [InlineData("9998-12-31T23:59:60.5Z", "9998-12-31T23:59:59.9999999Z")]
    public void Read_Dates_AreInstants(string sent, string instant)
    {
        var article = Read(HostileRecordTests.Good($"\"updated_at\":\"{sent}\""));
        Assert.NotNull(article.UpdatedAt);
        Assert.Equal(instant, Rfc3339.Write(article.UpdatedAt.Value));
        Assert.Contains(sent, Text(article), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a.example/x?y=%20#z", "https://a.example/x?y=%20#z")]
    [InlineData("HTTPS://A.Example", "HTTPS://A.Example")]
    [InlineData("https://a.example/a/../b", "https://a.example/a/../b")]
    [InlineData("https://bücher.example/ü x?\\\"<>#a#b", "https://xn--bcher-kva.example/%C3%BC%20x?%22%3C%3E#a%23b")]
    [InlineData("http://a.example:8080/%zz/[", "http://a.example:8080/%25zz/%5B")]
    [InlineData("http://[::1]:81/", "http://[::1]:81/")]
    public void Read_Addresses_AreUrisAndStayAsSentInTheRecord(string sent, string uri)
    {
        var article = Read(HostileRecordTests.Good($"\"url\":\"{sent}\""));
        Assert.Equal(uri, article.Url);
        Assert.Contains($"\"url\":\"{sent}\"", Text(article), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-Hant-TW")]
    [InlineData("de-DE-1996")]
    [InlineData("sl-rozaj-biske-1994")]
    [InlineData("x-whatever")]
    [InlineData("en-a-bbb-x-a-ccc")]
    [InlineData("i-klingon")]
    [InlineData("zh-min-nan")]
    [InlineData("es-419")]
    public void Read_WellFormedLanguages_AreAccepted(string tag) =>
        Assert.Equal(tag, Read(HostileRecordTests.Good($"\"lang\":\"{tag}\"")).Language);

    [Fact]
    public void Read_NullForEveryOptionalMember_CountsAsLeftOut()
    {
        var article = Read(HostileRecordTests.Good("\"summary\":null,\"url\":null,\"canonical_source\":null,\"updated_at\":null,\"lang\":null,\"topics\":null,\"entities\":null,\"alternates\":null,\"authors\":null,\"image\":null"));
        Assert.Equal("""{"slug":"a","title":"T","body_md":"b","published_at":"2026-01-01T00:00:00Z"}""", Text(article));
    }

    [Fact]
    public void ReadStored_NoRecord_IsInvalidData() =>
        Assert.Throws<InvalidDataException>(() => ArticleReader.ReadStored("{}"u8.ToArray()));

    [Fact]
    public void ReadStoredFacts_OfEachKindOfMember_AreThoseOfTheWholeRecord()
    {
        var record = Canonical("""
            {"slug":"a","title":"\"\\","body_md":"ends in a backslash \\","published_at":"2026-01-01T00:00:00Z","topics":["x\"]","y,{"],"entities":[],
             "authors":[{"name":"}"}],"n":-1.5e3,"t":true,"f":false,"e":{},"deep":[[{"slug":"other","k":[1,"]"]}]],"s":"","last":0}
            """);
        AssertFacts(ArticleReader.ReadStored(record));
        Assert.Equal(["x\"]", "y,{"], ArticleReader.ReadStoredFacts(record).Topics);
    }

    [Fact]
    public void ReadStoredFacts_CutOffOrNotCanonical_IsInvalidData()
    {
        var record = Canonical("""{"slug":"a","title":"t","body_md":"b\n","published_at":"2026-01-01T00:00:00Z","n":[1,{"a":2}],"m":12}""");
        for (var length = 0; length < record.Length; length++)
            Assert.Throws<InvalidDataException>(() => ArticleReader.ReadStoredFacts(record[..length]));
        Assert.Throws<InvalidDataException>(() => ArticleReader.ReadStoredFacts("""{"slug": "a"}"""u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => ArticleReader.ReadStoredFacts((byte[])[.. record, (byte)'}']));
    }

    [Fact]
    public void ReadStored_RecordOfLooserTimes_IsNotJudgedAgain()
    {
        var article = ArticleReader.ReadStored("""{"slug":"a.b","title":" ","body_md":"b","url":"ftp://x","published_at":"2026-01-01T00:00:00Z","lang":"??"}"""u8.ToArray());
        Assert.Equal("a.b", article.Slug);
        Assert.Null(article.Url);
    }

    private static Article Read(string json)
    {
        var (article, problem) = ArticleReader.Read(Encoding.UTF8.GetBytes(json), new ArticleLimits());
        Assert.Null(problem);
        return article ?? throw new InvalidOperationException("Neither article nor problem.");
    }

    private static string Text(Article article) => Encoding.UTF8.GetString(article.Record.Span);

    internal static void AssertFacts(Article article)
    {
        var facts = ArticleReader.ReadStoredFacts(article.Record);
        Assert.Equal((article.Slug, article.Url, article.CanonicalSource, article.Language), (facts.Slug, facts.Url, facts.CanonicalSource, facts.Language));
        Assert.Equal((article.PublishedAt, article.UpdatedAt), (facts.PublishedAt, facts.UpdatedAt));
        Assert.Equal(article.Topics, facts.Topics);
        Assert.Equal(article.Entities, facts.Entities);
    }

    private static byte[] Canonical(string json)
    {
        var (article, problem) = ArticleReader.Read(Encoding.UTF8.GetBytes(json), new ArticleLimits());
        Assert.Null(problem);
        return article!.Record.ToArray();
    }
}
