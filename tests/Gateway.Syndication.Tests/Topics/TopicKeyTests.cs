using System.Text;
using CsCheck;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Text;
using Gateway.Syndication.Topics;

namespace Gateway.Syndication.Tests.Topics;

public class TopicKeyTests
{
    [Theory]
    [InlineData("Artificial Intelligence", "artificial-intelligence")]
    [InlineData("  --AI & Policy!! ", "ai-policy")]
    [InlineData("C#", "c-sharp")]
    [InlineData("C++", "c-plus-plus")]
    [InlineData("#", "sharp")]
    [InlineData("F# 8.0", "f-sharp-8-0")]
    [InlineData("cafe\u0301", "café")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("Οδος", "οδος")]
    [InlineData("ΣΑΣ ΣΕ", "σας-σε")]
    [InlineData("İstanbul", "i\u0307stanbul")]
    [InlineData("Straße", "straße")]
    [InlineData("日本語", "日本語")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("a_b", "a-b")]
    [InlineData("x²", "x")]
    [InlineData("٣", "٣")]
    [InlineData("\U00010400", "\U00010428")]
    [InlineData("!!!", null)]
    [InlineData("", null)]
    [InlineData("🎉", null)]
    [InlineData("\ud800", null)]
    public void From_Name_IsNormalised(string written, string? name) =>
        Assert.Equal(name, TopicKey.From(TopicKind.Topics, written)?.Name);

    [Theory]
    [InlineData("Example.ORG", "example.org")]
    [InlineData("example.org.", "example.org")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("[::1]", "::1")]
    [InlineData("a.example:80", null)]
    [InlineData("a b", null)]
    [InlineData("../x", null)]
    [InlineData("", null)]
    public void From_Source_IsAHost(string written, string? name) =>
        Assert.Equal(name, TopicKey.From(TopicKind.Sources, written)?.Name);

    [Fact]
    public void From_AnyText_IsIdempotentNfcAndParsesBack() =>
        Gen.Select(Gen.Enum<TopicKind>(), Nasty.Text).Sample(
            (kind, text) =>
            {
                if (TopicKey.From(kind, text) is not { } key)
                    return;

                Assert.Equal(key, TopicKey.From(kind, key.Name));
                Assert.Equal(key, TopicKey.Parse(key.ToString()));
                Assert.Equal(key.Name, Nfc.Normalize(key.Name));
                Assert.Equal(key.ToString(), Uri.UnescapeDataString(key.Path));
                Assert.True(Ascii.IsValid(key.Path));
            },
            iter: Nasty.Cases / 5);

    [Fact]
    public void From_EveryLetter_IsIdempotent()
    {
        for (var point = 0; point <= 0x10FFFF; point++)
        {
            // The large ideographic and Hangul blocks are all alike.
            if (!Rune.IsValid(point) || !NameCharacters.IsNamePart(new Rune(point)) || point is > 0x3400 and < 0xA000 or > 0xAC10 and < 0xD700 or > 0x20000 and < 0x2F800 or > 0x30000 and < 0xE0000)
                continue;

            var text = char.ConvertFromUtf32(point) + "\u0301";
            if (TopicKey.From(TopicKind.Topics, text) is { } key && TopicKey.From(TopicKind.Topics, key.Name) != key)
                Assert.Fail($"U+{point:X4}");
        }
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("topics/c-sharp")]
    [InlineData("sources/a.example")]
    [InlineData("languages/pt-br")]
    public void Parse_NormalForm_IsTheKey(string key) => Assert.Equal(key, TopicKey.Parse(key)?.ToString());

    [Theory]
    [InlineData("Latest")]
    [InlineData("latest/")]
    [InlineData("topics/")]
    [InlineData("topics/C#")]
    [InlineData("topics/a/b")]
    [InlineData("topics/a%20b")]
    [InlineData("other/a")]
    [InlineData("sources/A.example")]
    [InlineData("")]
    public void Parse_AnythingElse_IsNone(string key) => Assert.Null(TopicKey.Parse(key));

    [Fact]
    public void Of_Article_ListsEachTopicOnceInOrder()
    {
        var json = HostileRecordTopics();
        var article = ArticleReader.Read(Encoding.UTF8.GetBytes(json), new ArticleLimits()).Article;
        Assert.NotNull(article);
        Assert.Equal(
            ["latest=Latest", "topics/c-sharp=C#", "topics/ai=AI", "entities/a-i=A.I", "sources/xn--bcher-kva.example=xn--bcher-kva.example", "languages/pt-br=pt-BR"],
            TopicKey.Of(article, Publications.Sample).Select(topic => $"{topic.Key}={topic.DisplayName}"));
    }

    [Fact]
    public void Of_NameWithOpenControl_KeepsItsKeyAndShowsNone()
    {
        var json = """{"slug":"a","title":"T","body_md":"b","published_at":"2026-01-01T00:00:00Z","topics":["a\u202eb"]}""";
        var article = ArticleReader.Read(Encoding.UTF8.GetBytes(json), new ArticleLimits()).Article;
        Assert.NotNull(article);
        Assert.Contains((TopicKey.Parse("topics/a-b"), "ab"), TopicKey.Of(article, Publications.Sample).Select(topic => ((TopicKey?)topic.Key, topic.DisplayName)));
    }

    private static string HostileRecordTopics() =>
        """{"slug":"a","title":"T","body_md":"b","published_at":"2026-01-01T00:00:00Z","topics":["C#","c#","!","AI","ai"],"entities":["A.I"],"canonical_source":"https://Bücher.example:8443/x","lang":"pt-BR"}""";
}
