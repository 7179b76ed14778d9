using System.Text;
using Gateway.Origin.Pages;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Tests.Pages;

public sealed class PagePartsTests
{
    [Fact]
    public void Stylesheet_Path_CarriesAHashOfItsContent()
    {
        Assert.Matches("^/assets/[0-9a-f]{16}\\.css$", Stylesheet.Path);
        Assert.InRange(Stylesheet.Bytes.Length, 1_000, 30_000);
    }

    [Fact]
    public void Stylesheet_Content_RefersToNothingElsewhere()
    {
        var css = Encoding.UTF8.GetString(Stylesheet.Bytes.Span);

        Assert.DoesNotContain("url(", css, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", css, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("//", css, StringComparison.Ordinal);
        Assert.Equal(css.Count(c => c == '{'), css.Count(c => c == '}'));
    }

    [Theory]
    [InlineData("ar", "rtl")]
    [InlineData("AR-EG", "rtl")]
    [InlineData("he", "rtl")]
    [InlineData("fa-AF", "rtl")]
    [InlineData("ur", "rtl")]
    [InlineData("ckb", "rtl")]
    [InlineData("ku-Arab", "rtl")]
    [InlineData("zh-yue-Hebr", "rtl")]
    [InlineData("ar-Latn", "ltr")]
    [InlineData("ur-latn-PK", "ltr")]
    [InlineData("en", "ltr")]
    [InlineData("de-1996", "ltr")]
    [InlineData("ar-1994", "rtl")]
    [InlineData("ja", "ltr")]
    [InlineData("", "ltr")]
    public void TextDirection_OfATag_FollowsScriptThenLanguage(string tag, string expected) =>
        Assert.Equal(expected, TextDirection.Of(tag));

    [Theory]
    [InlineData("de", "Deutsch")]
    [InlineData("zh-Hans", "简体中文")]
    [InlineData("de-AT", "Deutsch (AT)")]
    [InlineData("tlh", "tlh")]
    public void LanguageNames_OfATag_AreThoseOfItsSpeakers(string tag, string expected) =>
        Assert.Equal(expected, LanguageNames.Of(tag));

    [Theory]
    [InlineData("latest")]
    [InlineData("topics/c-sharp")]
    [InlineData("entities/日本")]
    [InlineData("sources/www.example.org")]
    [InlineData("languages/zh-hans")]
    public void PageLinks_OfATopic_AreItsKeysPath(string key) =>
        Assert.Equal("/" + TopicKey.Parse(key)!.Value.Path, new PageLinks(Samples.Publication).Topic(key));

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("  white\n space ", 20, "white space")]
    [InlineData("one two three four", 10, "one two…")]
    [InlineData("日本語の文章です", 4, "日本語の…")]
    [InlineData("ab👩‍👩‍👧‍👦cd", 5, "ab…")]
    [InlineData("", 5, "")]
    public void Excerpt_OfAText_EndsBetweenWordsOrCharacters(string text, int length, string expected) =>
        Assert.Equal(expected, Excerpt.Of(text, length));

    [Fact]
    public void PageText_Count_GroupsDigitsWithoutAMark() =>
        Assert.Equal("1\u202F234\u202F567 articles", PageText.Count(1_234_567, "article", "articles"));

    [Fact]
    public void PageText_Instants_AreInUtc()
    {
        var instant = new DateTimeOffset(2026, 1, 2, 0, 30, 0, TimeSpan.FromHours(2));

        Assert.Equal("2026-01-01", PageText.Day(instant));
        Assert.Equal("2026-01-01 22:30 UTC", PageText.Minute(instant));
        Assert.Equal("2026-01-01T22:30:00Z", PageText.Machine(instant));
    }
}
