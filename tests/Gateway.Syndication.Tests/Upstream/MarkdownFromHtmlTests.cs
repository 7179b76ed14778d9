using System.IO.Compression;
using System.Text.Json;
using AngleSharp.Dom;
using CsCheck;
using Gateway.Syndication.Html;
using Gateway.Syndication.Upstream;
using Gateway.Syndication.Upstream.Conversion;
using Gateway.Tests.Shared;

namespace Gateway.Syndication.Tests.Upstream;

/// <summary>What HTML comes to as Markdown, and that it comes to the same when it is shown.</summary>
public sealed class MarkdownFromHtmlTests
{
    private const string Base = "https://example.org/a/";

    [Theory]
    [InlineData("<p>One\n  two</p><p>Three</p>", "One two\n\nThree")]
    [InlineData("bare <b>strong</b> <i>soft</i> <s>gone</s> <code>x * y</code>", "bare **strong** *soft* ~~gone~~ `x * y`")]
    [InlineData("<h2>Head #</h2><hr>", "## Head \\#\n\n___")]
    [InlineData("<p>a<br>b<br></p>", "a\\\nb")]
    [InlineData("<a href='/x?a=1&amp;b=2' title='a \"t\"'>text</a>", "[text](https://example.org/x?a=1&amp;b=2 \"a \\\"t\\\"\")")]
    [InlineData("<img src='b (1).png' alt='an\n image'>", "![an image](<https://example.org/a/b%20(1).png>)")]
    [InlineData("<ul><li>one<li>two<ul><li>in</ul></ul>", "- one\n- two\n  - in")]
    [InlineData("<ol start=7><li><p>one</p><p>more</p><li><p>two</p></ol>", "7. one\n\n   more\n\n8. two")]
    [InlineData("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b")]
    [InlineData("<blockquote><p>a</p><ul><li>b</ul></blockquote>", "> a\n>\n> - b")]
    [InlineData("<pre>a\n\n  b ``` c</pre>", "````\na\n\n  b ``` c\n````")]
    [InlineData("<table><tr><th>a<th align=right>b<tr><td>1|2<td><b>3</b></table>", "| a | b |\n| --- | --: |\n| 1\\|2 | **3** |")]
    [InlineData("<table><tr><td>a</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>")]
    [InlineData("H<sub>2</sub>O", "H<sub>2</sub>O")]
    [InlineData("<b>a</b><b>b</b>, <b>(c)</b>d", "**a**<strong>b</strong>, <strong>(c)</strong>d")]
    [InlineData("a <b> b </b> c", "a **b** c")]
    [InlineData("<p># no head</p><p>1. no list</p><p>- nor this</p><p>&gt; nor that</p>", "\\# no head\n\n1\\. no list\n\n\\- nor this\n\n\\> nor that")]
    [InlineData("*a* _b_ snake_case `c` [d](e) &lt;f&gt; &amp;amp; a &amp; b", "\\*a\\* \\_b\\_ snake_case \\`c\\` \\[d\\](e) \\<f> &amp;amp; a & b")]
    [InlineData("see https://example.org and www.example.org", "see https&#58;//example.org and www&#46;example.org")]
    [InlineData("wow!<a href='https://example.org/'>x</a>", "wow\\![x](https://example.org/)")]
    [InlineData("<script>alert(1)</script><p onclick='x'>a</p><a href='javascript:x'>b</a>", "a\n\nb")]
    [InlineData("", "")]
    [InlineData("<p> </p><ul><li> </ul><pre> </pre>", "")]
    public void Html_IsThisMarkdown(string html, string markdown) => Assert.Equal(markdown, MarkdownFromHtml.Convert(html, Base));

    [Fact]
    public void Contents_OfRealFeeds_AreTheSame_WhenTheyAreShownAgain()
    {
        var count = 0;
        foreach (var file in Directory.GetFiles(Corpus.Path("feeds"), "??-*"))
        {
            var feed = FeedParser.Parse(File.ReadAllBytes(file), null, new Uri("https://example.org/feed"), new UpstreamLimits());
            Assert.NotNull(feed);
            foreach (var html in feed.Items.SelectMany(i => (string?[])[i.Content, i.Summary]).OfType<string>())
            {
                IsTheSame(html);
                count++;
            }
        }

        Assert.InRange(count, 300, 50_000);
    }

    [Fact]
    public void Bodies_OfRealArticles_AreTheSame_AsTheyComeFromOtherGateways()
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Corpus.Path("articles.ndjson.gz")), CompressionMode.Decompress));
        for (var i = 0; i < 300 && lines.ReadLine() is { } line; i++)
        {
            using var record = JsonDocument.Parse(line);
            IsTheSame(ArticleHtml.Render(record.RootElement.GetProperty("body_md").GetString() ?? "", Base));
        }
    }

    [Fact]
    public void AnyHtml_IsTheSame_WhenItIsShownAgain()
    {
        string[] pieces =
        [
            "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<del>", "</del>", "<code>", "</code>", "<a href='x'>l <b>m</b> ]</a>", "<a href='x'><img src='y'></a>", "<a href='x'><h3>h</h3>p</a>", "<a href='x'>\n<ul><li>i</ul></a>", "<img src='y' alt='z'>", "<br>", "<ul><li>", "<li>", "</ul>", "<ol>", "</ol>",
            "<blockquote>", "</blockquote>", "<h3>", "</h3>", "<hr>", "<pre>a *b*\n\n  c </pre>", "<pre>``` <a href='p'>l</a>\n\nx</pre>", "<sub>", "</sub>", "<table><tr><th>", "<tr><td>", "<td>", "</table>", "<div>", "</div>", "a", "b1", " ", "\n",
            "*", "**", "_", "__", "`", "~~", "[", "](", "!", "#", "- ", "1. ", "2) ", "&gt; ", "|", "---", "===", "\\", "&amp;", "&lt;", "www.", "http://", "é", "“", "(", ")", ".", ":", "+ ", "    ",
        ];
        Gen.Int[0, pieces.Length - 1].Array[0, 25].Select(i => string.Concat(i.Select(p => pieces[p]))).Sample(html => IsTheSame(html, Tight), iter: Nasty.Cases);
    }

    // The same text, links, images, lists, tables and code.
    private static void IsTheSame(string html) => IsTheSame(html, static fact => fact);

    // Where a block stands within a line there may be space beside it or none.
    private static string Tight(string fact) => string.Concat(fact.Where(c => !char.IsWhiteSpace(c)));

    private static void IsTheSame(string html, Func<string, string> reading)
    {
        var markdown = MarkdownFromHtml.Convert(html, Base);
        Assert.False(MarkdownCost.IsExcessive(markdown), "It is not shown as Markdown.");
        var before = HtmlPolicy.Apply(HtmlBalancer.Balance(html), Base);
        var after = ArticleHtml.Parse(markdown, Base);
        var (expected, shown) = (Facts(before).Select(reading).ToList(), Facts(after).Select(reading).ToList());
        Assert.True(
            expected.SequenceEqual(shown),
            $"--- html\n{html}\n--- markdown\n{markdown}\n--- expected\n{string.Join('\n', expected.Except(shown))}\n--- shown\n{string.Join('\n', shown.Except(expected))}\n");
    }

    private static IEnumerable<string> Facts(IElement body)
    {
        foreach (var empty in body.QuerySelectorAll("*").Reverse().Where(e => e.LocalName is not ("img" or "br" or "hr" or "td" or "th") && e.TextContent.Trim().Length == 0 && e.QuerySelector("img, hr, td, th, br") is null).ToList())
            empty.Replace(body.Owner!.CreateTextNode(BlockMarkdown.IsBlock(empty.LocalName) ? " " : empty.TextContent)); // An element has an owner.
        yield return "text " + Words(body);
        foreach (var link in body.QuerySelectorAll("a[href]").Where(a => Words(a).Length > 0 || a.QuerySelector("img") is not null))
            yield return $"link {Address(link.GetAttribute("href"))} {Words(link)} {link.QuerySelectorAll("img").Length}";
        foreach (var image in body.QuerySelectorAll("img[src]"))
            yield return $"image {Address(image.GetAttribute("src"))} {string.Join(' ', (image.GetAttribute("alt") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
        foreach (var item in body.QuerySelectorAll("li").Where(i => Words(i).Length > 0 || i.QuerySelector("img") is not null))
            yield return $"item of {(item.ParentElement?.LocalName is "ol" ? "ol" : "ul")} {Words(item)}";
        foreach (var cell in body.QuerySelectorAll("td, th"))
            yield return $"{cell.LocalName} {Words(cell)}";
        foreach (var code in body.QuerySelectorAll("pre").Where(c => Words(c).Length > 0 || c.QuerySelector("img, td, th") is not null))
            yield return "code " + code.TextContent.Trim();
    }

    // One address may be spelt in several ways.
    private static string? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address.Scheme + address.IdnHost + address.PathAndQuery + address.Fragment : text;

    // As read aloud: what stands apart is apart, white space is white space.
    private static string Words(IElement element)
    {
        var text = new System.Text.StringBuilder();
        Collect(element, text);
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Collect(INode node, System.Text.StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText data)
            {
                text.Append(data.Data);
                continue;
            }

            var isApart = child is IElement { LocalName: "br" } element || (child is IElement block && BlockMarkdown.IsBlock(block.LocalName));
            text.Append(isApart ? " " : "");
            Collect(child, text);
            text.Append(isApart ? " " : "");
        }
    }
}
