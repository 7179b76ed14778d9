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

    [Theory]
    [InlineData("<table><tr><td>a<td>b<table><tr><td>c<td>d<tr><td>e</table><tr><td>f</table>", "a | b c d e\nf")]
    [InlineData("<table><caption>Cap</caption><thead><tr><th>a<tbody><tr><td>b<br>c<p>d</table>", "Cap\na\nb c d")]
    [InlineData("<table><tr><td>a<table><caption>inner</caption><tr><td>b</table></table>", "a inner b")]
    public void Layout_Table_HasItsOwnRowsOnly(string html, string text) =>
        Assert.Equal(text, TextLayout.Of(ArticleHtml.Render(html, "https://a.example/")));

    [Fact]
    public void Layout_TablesInTables_SaysEachWordOnce()
    {
        var text = Layout(Repeat("<table><tr><td>", 20) + Repeat("x ", 90_000) + Repeat("</td></tr></table>", 20));
        Assert.InRange(text.Length, 179_000, 181_000);
    }

    [Fact]
    public void Layout_DeepLists_KeepTheirMarks()
    {
        var text = Layout(Repeat("<ul><li>a", 14));
        Assert.Contains("\n" + new string(' ', 18) + "- a\n" + new string(' ', 18) + "- a", text, StringComparison.Ordinal);
        Assert.DoesNotContain(new string(' ', 20), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<blockquote>", "x<br>", 9_000)]
    [InlineData("<ol start=2147483647><li>", "x<br>", 9_000)]
    [InlineData("<blockquote>", "<hr>", 9_000)]
    public void Layout_ManyLinesFarInside_IsLittleMoreThanTheirText(string level, string line, int count)
    {
        var html = ArticleHtml.Render(Repeat(level, 60) + Repeat(line, count), "https://a.example/");
        Assert.InRange(TextLayout.Of(html).Length, count, 3 * html.Length);
    }

    [Fact]
    public void Layout_CodeOfShortLinesFarInside_IsLittleMoreThanItsText()
    {
        var html = ArticleHtml.Render(Repeat("<ol start=2147483647><li>", 20) + "<pre>" + Repeat("x\n", 100_000) + "</pre>", "https://a.example/");
        Assert.InRange(TextLayout.Of(html).Length, 200_000, 3 * html.Length);
    }

    private static string Layout(string html) => TextLayout.Of(ArticleHtml.Render(html, "https://a.example/"));

    private static string Repeat(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));

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
