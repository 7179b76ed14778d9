using Gateway.Syndication.Html;
using Gateway.Syndication.PlainText;

namespace Gateway.Syndication.Tests.PlainText;

public class PlainTextTests
{
    [Theory]
    [InlineData("a\n\nb [c](https://c.example/) <https://d.example/>", "a\n\nb c (https://c.example/) https://d.example/")]
    [InlineData("Intro:\n\n- one\n- two\n  - nested\n\nafter", "Intro:\n\n- one\n- two\n  - nested\n\nafter")]
    [InlineData("3. three\n4. four", "3. three\n4. four")]
    [InlineData("> quoted\n\nafter", "> quoted\n\nafter")]
    [InlineData("    code  1\n\n    code 2", "    code  1\n\n    code 2")]
    [InlineData("## Head\n\n- a", "Head\n----\n\n- a")]
    [InlineData("a<br>b ![alt](i.png)", "a\nb [alt]")]
    [InlineData("| Name | N |\n|--|--|\n| 日本 | 1 |\n| b | 22 |", "Name | N\n日本 | 1\nb    | 22")]
    [InlineData("&lt;script&gt; &amp;", "<script> &")]
    public void Layout_Markdown_IsReadable(string markdown, string text) =>
        Assert.Equal(text, TextLayout.Of(ArticleHtml.Render(markdown, "https://a.example/")));

    [Fact]
    public void Summary_OfBody_IsTheFirstRealParagraph() =>
        Assert.Equal("This is the paragraph that says what the article says.", Summary.FromBody("*1 May*\n\n# Head\n\nThis is the **paragraph** that\nsays what the [article](x) says.\n\nMore of it, longer than the one before it by some.", "https://a.example/"));

    [Fact]
    public void Cut_Words_EndsAtAWordWithAnEllipsis()
    {
        var cut = TextCut.At(string.Concat(Enumerable.Repeat("lorem ipsum, ", 40)), 300);
        Assert.InRange(cut.Length, 280, 300);
        Assert.EndsWith("lorem…", cut.Replace("ipsum…", "lorem…", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_ScriptWithoutSpaces_SplitsNoCharacter()
    {
        Assert.Equal(300, TextCut.At(new string('文', 400), 300).Length);
        var families = TextCut.At(string.Concat(Enumerable.Repeat("👨‍👩‍👧", 100)), 300);
        Assert.Equal(0, (families.Length - 1) % "👨‍👩‍👧".Length);
        Assert.Equal("a", TextCut.At("a", 300));
    }
}
