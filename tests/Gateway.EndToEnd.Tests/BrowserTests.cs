using System.Text.Json;
using Gateway.EndToEnd.Tests.Browsing;
using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>The pages in a real browser, under their own Content-Security-Policy.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Pages_OfTheSample_LoadStyledAndWithoutComplaint()
    {
        await using var browser = await Browser.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(_data);
        var import = await gateway.ImportAsync("--sample");
        Assert.True(import.ExitCode == 0, import.Error);

        using var feed = JsonDocument.Parse(await gateway.Client.GetStringAsync("latest.json"));
        var articles = feed.RootElement.GetProperty("items").EnumerateArray().Select(i => new Uri(i.GetProperty("url").GetString() ?? "").AbsolutePath).ToList();
        Assert.NotEmpty(articles);
        var rightToLeft = 0;
        foreach (var path in (string[])["/", "/latest", "/languages/en", .. articles])
        {
            await browser.OpenAsync(new Uri(gateway.Address, path));

            Assert.Equal("true", await browser.EvaluateAsync("document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 0"));
            Assert.NotEqual("0", await browser.EvaluateAsync("document.querySelectorAll('h1').length"));
            Assert.Equal("0", await browser.EvaluateAsync("document.scripts.length - document.querySelectorAll('script[type=\"application/ld+json\"]').length"));
            Assert.Equal("true", await browser.EvaluateAsync("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
            if (await browser.EvaluateAsync("(document.querySelector('article[lang]') ?? document.documentElement).lang") is var language && language.Split('-')[0] is "ar" or "he" or "fa" or "ur")
            {
                rightToLeft++;
                Assert.Equal("rtl", await browser.EvaluateAsync("getComputedStyle(document.querySelector('h1')).direction"));
                Assert.Equal("rtl", await browser.EvaluateAsync("document.querySelector('h1').closest('[dir]').dir"));
            }

            Assert.True(browser.Complaints.Count == 0, $"{path}: {string.Join('\n', browser.Complaints)}");
        }

        Assert.True(rightToLeft > 0, "The sample has articles that are written from right to left.");
    }

    [Theory]
    [InlineData("print", "prefers-color-scheme", "dark")]
    [InlineData("screen", "forced-colors", "active")]
    public async Task Pages_OnPaperAndInForcedColours_StayReadable(string media, string feature, string value)
    {
        await using var browser = await Browser.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(_data);
        Assert.Equal(0, (await gateway.ImportAsync("--sample")).ExitCode);
        await browser.EmulateAsync(media, (feature, value));
        foreach (var (path, name) in new[] { ("/", "home"), ("/latest", "list"), ("/topics", "names"), ("/news/harbour-bell-rings-again", "article"), ("/news/khazzaf-yasnau-aswat", "right-to-left"), ("/news/no-such-article", "message") })
        {
            await browser.OpenAsync(new Uri(gateway.Address, path));
            await browser.PictureAsync($"{media}-{name}");
            Assert.Equal("true", await browser.EvaluateAsync("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
            // Something to read, in ink that stands out from its paper.
            Assert.Equal("true", await browser.EvaluateAsync("document.querySelector('h1').getBoundingClientRect().height > 0"));
            Assert.Equal("true", await browser.EvaluateAsync(Contrasts));
            if (media is "print")
            {
                Assert.Equal("#fff", await browser.EvaluateAsync("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"));
                Assert.Equal("true", await browser.EvaluateAsync("[...document.querySelectorAll('.masthead nav, .subscribe, .pager')].every(e => getComputedStyle(e).display === 'none')"));
            }
            else
            {
                Assert.Equal("true", await browser.EvaluateAsync("matchMedia('(forced-colors: active)').matches"));
                Assert.Equal("true", await browser.EvaluateAsync("[...document.querySelectorAll('.chips a')].every(e => parseFloat(getComputedStyle(e).borderTopWidth) > 0 && getComputedStyle(e).borderTopStyle !== 'none')"));
            }
        }
    }

    // Each text's colour against the nearest background that is painted: at least 4.5:1 (WCAG 2.2, 1.4.3).
    private const string Contrasts = """
        (() => {
          const rgb = c => { const d = document.createElement('canvas'); d.width = d.height = 1; const x = d.getContext('2d'); x.fillStyle = c; x.fillRect(0, 0, 1, 1); return [...x.getImageData(0, 0, 1, 1).data]; };
          const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const paper = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
          return [...document.querySelectorAll('h1, h2, p, a, li, time')].filter(e => e.getClientRects().length > 0 && e.innerText?.trim()).every(e => {
            const [a, b] = [light(rgb(getComputedStyle(e).color)), light(paper(e))];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 4.5;
          });
        })()
        """;
}
