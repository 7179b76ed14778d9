using AngleSharp.Dom;
using Gateway.Origin.Pages;

namespace Gateway.Origin.Tests.Pages;

/// <summary>Text from publishers stays text, wherever a page puts it.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Texts =
    [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)' x='",
        "\" autofocus onfocus=alert(1) \"",
        "</title></head><body onload=alert(1)><script>",
        "</a></li></ol></main><svg/onload=alert(1)>",
        "<!--<img src=x onerror=alert(1)>-->",
        "]]><![CDATA[<script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "@{ Model.ToString() } {{7*7}} ${7*7}",
        "javascript:alert(1)",
        "lone \uD800 surrogate \uDC00 and \0 null \u0008 control \uFFFF",
        "\u202Eright to left override\u202D",
        "`-->\r\n\t<x>",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    ];

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var name in Samples.PageNames)
            {
                for (var i = 0; i < Texts.Length; i++)
                    cases.Add(name, i);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Page_WithHostileTextInEveryField_ShowsItAsText(string name, int text)
    {
        var publication = Samples.Publication with { Title = Texts[text] + " press", Description = Texts[text], Author = Texts[text] + " desk" };
        var plain = Samples.Parse(await Samples.Page(name));

        var page = Samples.Parse(await Samples.Page(name, Texts[text], publication));

        Assert.Empty(page.QuerySelectorAll("script, style, svg, iframe, object, embed, form, base, x"));
        Assert.DoesNotContain(page.All, e => e.Attributes.Any(a => a.Name == "style" || a.Name.StartsWith("on", StringComparison.Ordinal) || a.Name == "autofocus"));
        Assert.All(page.QuerySelectorAll("[href], [src]"), e =>
        {
            var address = e.GetAttribute("href") ?? e.GetAttribute("src")!;
            Assert.True(address == "data:," || address[0] is '/' or '#' || address.StartsWith("https://", StringComparison.Ordinal), address);
        });
        // Whatever the text, the page is built of the same elements.
        Assert.Equal(Outline(plain), Outline(page));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("//evil.example.org/x")]
    [InlineData("not an address")]
    [InlineData("")]
    public async Task Page_WithAnAddressThatIsNotHttp_NeverLinksToIt(string address)
    {
        var card = Samples.Card() with
        {
            Url = address,
            CanonicalSource = address,
            Image = address,
            Authors = [new Contracts.Articles.CardAuthor { Name = "Author", Url = address }],
        };

        foreach (var bytes in new[]
        {
            await PageRenderer.ArticlePage(Samples.Article(card), Samples.Publication),
            await PageRenderer.TopicPage(Samples.Listing("latest", "Latest", card), Samples.Publication),
        })
        {
            var page = Samples.Parse(System.Text.Encoding.UTF8.GetString(bytes.Span));
            Assert.Empty(page.QuerySelectorAll("img, meta[property='og:image']"));
            Assert.All(page.QuerySelectorAll("[href]"), e =>
            {
                var target = e.GetAttribute("href")!;
                Assert.True(target is "data:," or "#main" || target.StartsWith('/') && !target.StartsWith("//", StringComparison.Ordinal)
                    || target.StartsWith("https://news.example.org/", StringComparison.Ordinal), target);
            });
        }
    }

    [Fact]
    public async Task Page_WithLettersOfAllScripts_KeepsThemUnescaped()
    {
        var html = await Samples.Page("topic", "日本語 العربية हिन्दी Ελληνικά");

        Assert.Contains("日本語 العربية हिन्दी Ελληνικά", html, StringComparison.Ordinal);
    }

    /// <summary>The elements in order, without the texts.</summary>
    private static string Outline(IDocument page) => string.Join(' ', page.All.Select(e => e.LocalName));
}
