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
}
