using System.Text;

namespace Gateway.Fetching.Tests;

/// <summary>RFC 9309, by its examples and by what is found in the wild.</summary>
public sealed class RobotsTests
{
    [Theory]
    // §5.1
    [InlineData("User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\nUser-Agent: foobot\nDisallow:/\nAllow:/example/page.html", "/example/a", false)]
    [InlineData("User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/", "/a/b.gif", false)]
    [InlineData("User-Agent: *\nDisallow: *.gif$", "/a/b.gif?x", true)]
    [InlineData("User-Agent: *\nDisallow: /example/\nAllow: /publications/", "/publications/x", true)]
    [InlineData("User-Agent: *\nDisallow: /\n\nUser-Agent: gateway\nAllow: /feed\nDisallow: /", "/feed.xml", true)]
    [InlineData("User-Agent: *\nDisallow: /\n\nUser-Agent: gateway/2.0 (x)\nDisallow: /private", "/feed.xml", true)]
    [InlineData("User-Agent: gatewaybot\nDisallow: /", "/feed.xml", true)]
    [InlineData("User-Agent: a\nUser-Agent: GATEWAY\nDisallow: /", "/feed.xml", false)]
    // §5.2: the longest counts
    [InlineData("User-Agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", false)]
    [InlineData("User-Agent: *\nAllow: /p\nDisallow: /p", "/p", true)]
    // §2.2.2: one form
    [InlineData("User-Agent: *\nDisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false)]
    [InlineData("User-Agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false)]
    [InlineData("User-Agent: *\nDisallow: /a%3cd.html", "/a%3Cd.html", false)]
    // Groups of one name are one.
    [InlineData("User-Agent: gateway\nDisallow: /a\n\nUser-Agent: other\nDisallow: /\n\nUser-Agent: gateway\nDisallow: /b", "/b", false)]
    [InlineData("User-Agent: gateway\nDisallow: /a\n\nUser-Agent: other\nDisallow: /\n\nUser-Agent: gateway\nDisallow: /b", "/c", true)]
    // Found in the wild.
    [InlineData("\uFEFFuser-agent : *\r\ndisallow : /x # why\r\nSitemap: https://example.org/s.xml\r\nCrawl-delay: 10\r\nDisallow: /y", "/y", false)]
    [InlineData("User-agent: *\nDisallow:", "/a", true)]
    [InlineData("User-agent: *\nDisallow: nonsense\nDisallow /a\n: /b\n<html>", "/a", true)]
    [InlineData("Disallow: /", "/a", true)]
    [InlineData("User-agent: *\nDisallow: /*/feed$", "/a/feed", false)]
    [InlineData("User-agent: *\nDisallow: /*/feed$", "/a/feed/", true)]
    [InlineData("User-agent: *\nDisallow: /", "/robots.txt", true)]
    [InlineData("User-agent: *\nDisallow: /*?", "/a?b", false)]
    [InlineData("User-agent: *\nDisallow: /a*a*a$", "/a-a", true)]
    [InlineData("User-agent: *\nDisallow: /a*a*a$", "/a-a-a", false)]
    [InlineData("", "/", true)]
    public void Address_MayBeFetched_WhereTheFileSaysSo(string file, string target, bool isAllowed) =>
        Assert.Equal(isAllowed, Robots.Parse(Encoding.UTF8.GetBytes(file), "Gateway").Allows(new Uri("https://example.org" + target)));

    [Fact]
    public void Nothing_AndEverything()
    {
        Assert.True(Robots.AllowAll.Allows(new Uri("https://example.org/a")));
        Assert.False(Robots.AllowNone.Allows(new Uri("https://example.org/a")));
    }

    [Fact]
    public void File_ThatIsMadeToBeSlow_IsNot()
    {
        var file = new StringBuilder("User-agent: *\n");
        for (var i = 0; i < 100_000; i++)
            file.Append("Disallow: /").Append('*', i % 19).Insert(file.Length, "a*a*a*a*b\n");
        var robots = Robots.Parse(Encoding.UTF8.GetBytes(file.ToString()), "Gateway");
        var began = TimeProvider.System.GetTimestamp();
        Assert.True(robots.Allows(new Uri("https://example.org/" + new string('a', 2_000))));
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(1));
    }
}
