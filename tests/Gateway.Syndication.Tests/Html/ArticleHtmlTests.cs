using CsCheck;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Html;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Tests.Html;

public class ArticleHtmlTests
{
    private const string Base = "https://a.example/news/x";

    [Theory]
    [InlineData("a **b** ~~c~~ <br> `d`", "<p>a <strong>b</strong> <del>c</del> <br> <code>d</code></p>")]
    [InlineData("[r](/r) [s](s) [h](//h.example/) [f](#f)", "<p><a href=\"https://a.example/r\">r</a> <a href=\"https://a.example/news/s\">s</a> <a href=\"https://h.example/\">h</a> <a href=\"https://a.example/news/x#f\">f</a></p>")]
    [InlineData("![i](i.png)", "<p><img src=\"https://a.example/news/i.png\" alt=\"i\"></p>")]
    [InlineData("<img src=i.png srcset='javascript:1 2x' id=a class=b style='x:y' onerror=alert(1)>", "<img src=\"https://a.example/news/i.png\">")]
    [InlineData("[x](javascript:alert(1)) [y](JaVaScRiPt&colon;alert(1))", "<p><a>x</a> <a>y</a></p>")]
    [InlineData("![x](data:image/png;base64,AA)", "<p></p>")]
    [InlineData("<a href='java&#x0A;script:alert(1)' target=_blank>x</a>", "<p><a>x</a></p>")]
    [InlineData("a <script>alert(1)</script> b", "<p>a  b</p>")]
    [InlineData("a <script>alert(1)", "<p>a </p>")]
    [InlineData("<iframe src=https://a.example></iframe>text", "text")]
    [InlineData("<form action=x><input name=y><button>z</button></form>", "z")]
    [InlineData("<svg><a xlink:href='javascript:1'>x</a></svg>y", "<p>y</p>")]
    [InlineData("<div><p>a<div>b", "<div><p>a</p><div>b\n</div></div>")]
    [InlineData("a</div></article></body></html>b", "<p>ab</p>")]
    [InlineData("# One\n\n## Two", "<h2>One</h2>\n<h3>Two</h3>")]
    [InlineData("## Two", "<h2>Two</h2>")]
    [InlineData("- [x] done\n- [ ] open", "<ul>\n<li>\u2611 done</li>\n<li>\u2610 open</li>\n</ul>")]
    [InlineData("a < b && c > d", "<p>a &lt; b &amp;&amp; c &gt; d</p>")]
    public void Render_Markdown_IsSafeHtml(string markdown, string html)
    {
        var rendered = ArticleHtml.Render(markdown, Base);
        SanitisedHtml.AssertHarmless(rendered);
        Assert.Equal(html, rendered);
    }

    [Fact]
    public void Render_CharactersThatXmlForbids_AreGone() =>
        Assert.Equal("<p>ab  \uFFFD  c ]]&gt;</p>", ArticleHtml.Render("a\u0001\u000bb &#1; \ud800 \uffff c ]]>", Base));

    [Fact]
    public void Render_Table_KeepsItsAlignment()
    {
        var html = ArticleHtml.Render("| a | b |\n|:-|-:|\n| 1 | 2 |", Base);
        Assert.Contains("<th align=\"right\">b</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td align=\"left\">1</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_TableOfFiveHundredRows_IsATable()
    {
        var html = ArticleHtml.Render("| a | b |\n|:-|-:|\n" + string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Repeat("| 1 ", 12)) + "|\n", 500)), Base);
        Assert.Equal(501, html.Split("<tr>").Length - 1);
    }

    [Fact]
    public void Render_TableWithOneRowOfThousands_IsAsLongAsItsText()
    {
        var html = ArticleHtml.Render("a|b\n-|-\n" + string.Concat(Enumerable.Repeat("a|\n", 3_000)) + new string('|', 3_000), Base);
        Assert.InRange(html.Length, 12_000, 60_000);
    }

    [Fact]
    public void Render_Footnote_KeepsItsTextWithoutDeadLinks()
    {
        var html = ArticleHtml.Render("a[^1]\n\n[^1]: note", Base);
        Assert.Contains("<sup>1</sup>", html, StringComparison.Ordinal);
        Assert.Contains("note", html, StringComparison.Ordinal);
        Assert.DoesNotContain("#fn", html, StringComparison.Ordinal);
    }

    /// <summary>Each would cost a naive renderer minutes, gigabytes or its stack. That they end is the test; how soon is measured elsewhere.</summary>
    [Theory]
    [InlineData("[")]
    [InlineData("[](")]
    [InlineData("![[]()")]
    [InlineData(">")]
    [InlineData("- ")]
    [InlineData("*a ")]
    [InlineData("a**b")]
    [InlineData("<div>")]
    [InlineData("<b a=1><p>")]
    [InlineData("<a ")]
    [InlineData("<!--")]
    [InlineData("www.a.b ")]
    [InlineData("|a\n|-\n")]
    [InlineData("<table><tr><td>")]
    public void Render_AMegabyteOfOnePiece_EndsAndIsHarmless(string piece)
    {
        var html = ArticleHtml.Render(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)), Base);
        Assert.InRange(html.Length, 0, 10_000_000);
    }

    [Theory]
    [InlineData("&", "&amp;")]
    [InlineData("<p>>", "&gt;")]
    [InlineData("\"", "\"")]
    [InlineData("x", "x")]
    [InlineData("\ud83d\ude00", "\ud83d\ude00")]
    [InlineData("<i title='&quot;'>>", "")]
    public void Render_MoreThanAnyReaderShows_IsCutAtAWholeCharacter(string piece, string last)
    {
        var html = ArticleHtml.Render("<div>\n" + string.Concat(Enumerable.Repeat(piece, 8_000_000 / piece.Length)), Base);
        SanitisedHtml.AssertHarmless(html);
        Assert.InRange(html.Length, 100_000, 4_200_000);
        var end = html.IndexOf('\u2026', StringComparison.Ordinal);
        Assert.True(end < 0 || html[..end].EndsWith(last, StringComparison.Ordinal), html[^40..]);
        Assert.True(html.EndsWith("</div>", StringComparison.Ordinal) || html.EndsWith("</p>", StringComparison.Ordinal), html[^40..]);
        Assert.InRange(ContentForms.Of(html)?.Xml.Length ?? 0, 100_000, 12_000_000);
    }

    [Theory]
    [InlineData("x")]
    [InlineData(">")]
    [InlineData("&amp;")]
    [InlineData("\ud83d\ude00")]
    [InlineData("<i title='&quot;'>></i>")]
    [InlineData("<img src='i.png?a=1&amp;b=2'>")]
    public void Balance_MoreThanAnyReaderShows_IsCutAndStillBalanced(string piece)
    {
        var html = HtmlBalancer.Balance("<div><b>" + string.Concat(Enumerable.Repeat(piece, 8_000_000 / piece.Length)));
        Assert.InRange(html.Length, 100_000, HtmlBalancer.MaxWeight + 100);
        Assert.EndsWith("</b></div>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("&am\u2026", html, StringComparison.Ordinal);
        Assert.Equal(html, XmlText.Clean(html));
    }

    [Theory]
    [InlineData("![", "](x)")]
    [InlineData("*a **b ", " c** d*")]
    [InlineData("~~a *b ", " c* d~~")]
    public void Render_AfterATextThatBrokeOffInAList_StillHasParagraphs(string open, string close)
    {
        var nested = string.Concat(Enumerable.Repeat(open, 150)) + "x" + string.Concat(Enumerable.Repeat(close, 150));
        for (var i = 0; i < 8; i++)
            ArticleHtml.Render("- " + nested, Base);
        Assert.All(Enumerable.Range(0, 8), _ => Assert.Equal("<p>a</p>", ArticleHtml.Render("a", Base)));
    }

    [Fact]
    public void Render_LinksFromALongAddress_AreBounded()
    {
        var html = ArticleHtml.Render(string.Concat(Enumerable.Repeat("[a](b)\n\n", 9_000)), "https://a.example/" + new string('p', 2_000) + "/x");
        SanitisedHtml.AssertHarmless(html);
        Assert.InRange(html.Length, 3_000_000, 4_100_000);
        Assert.EndsWith("</a></p>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Balance_AnyText_GivesWhatAParserFindsBalanced() =>
        Nasty.Text.Array[1, 6].Select(string.Concat).Sample(
            text => Assert.Equal(HtmlBalancer.Balance(text), HtmlBalancer.Balance(HtmlBalancer.Balance(text))),
            iter: Nasty.Cases / 10);
}
