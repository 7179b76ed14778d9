using System.Globalization;
using System.Text;
using Gateway.Syndication.Upstream;

namespace Gateway.Syndication.Tests.Upstream;

public sealed class FeedParserTests
{
    private static readonly Uri Address = new("https://up.example/feeds/a.xml");

    // Format, items, and of the first one: title, link, instant.
    public static TheoryData<string, UpstreamFormat, int, string?, string?, string?> Corpus => new()
    {
        { "01-atom10-planet-gnome.xml", UpstreamFormat.Atom, 1, "High resolution wheel scrolling in the desktop stack", null, "2020-04-04T04:00:00Z" },
        { "02-atom10-youtube-media.xml", UpstreamFormat.Atom, 1, "Navigating with Quantum Entanglement", "https://www.youtube.com/watch?v=0A1ouV7iD8o", "2020-12-22T19:15:01Z" },
        { "03-atom10-xml-base.xml", UpstreamFormat.Atom, 1, "my cool entry title", null, "2022-04-21T00:00:00Z" },
        { "04-jsonfeed11-influxdata.json", UpstreamFormat.Json, 3, "InfluxDB vs. Graphite for Time Series Data & Metrics Benchmark", "https://www.influxdata.com/blog/influxdb-outperforms-graphite-in-time-series-data-metrics-benchmark", "2019-05-31T19:17:58Z" },
        { "05-jsonfeed10-podcast.json", UpstreamFormat.Json, 1, "Announcing JSON Feed", "https://jsonfeed.org/2017/05/17/announcing_json_feed", "2017-05-17T15:02:12Z" },
        { "06-rss10-debian.rdf.xml", UpstreamFormat.Rdf, 1, "Updated Debian 11: 11.6 released", "https://www.debian.org/News/2022/20221217", "2022-12-17T00:00:00Z" },
        { "07-rss10-biorxiv-prism.rdf.xml", UpstreamFormat.Rdf, 1, "Complete genome of the Medicago anthracnose fungus, Colletotrichum destructivum, reveals a mini-chromosome-like region within a core chromosome.", "http://biorxiv.org/cgi/content/short/2023.12.16.571984v1?rss=1", "2023-12-16T00:00:00Z" },
        { "08-rss10-iso-8859-1.rdf.xml", UpstreamFormat.Rdf, 1, "Digitalministerium: Neue Glasfaserförderung mit Schnellkasse", "https://www.golem.de/news/digitalministerium-neue-glasfaserfoerderung-mit-schnellkasse-2301-171451.html", "2023-01-25T18:03:02Z" },
        { "09-rss10-spec-modules.rdf.xml", UpstreamFormat.Rdf, 1, "XML: A Disruptive Technology", "http://c.moreover.com/click/here.pl?r123", null },
        { "10-rss20-ghost-content-encoded.xml", UpstreamFormat.Rss, 1, "Send emails without publishing", "https://ghost.org/changelog/email-without-publishing/", "2021-10-11T18:11:15Z" },
        { "11-rss20-podcast-nightvale.xml", UpstreamFormat.Rss, 1, "221 - The Glow Cloud, Explained", "https://beta.prx.org/stories/441886", "2023-02-01T05:00:00Z" },
        { "12-rss20-podcast-spreaker-pl.xml", UpstreamFormat.Rss, 1, "Lwowska Fala odc. 78 Wrzesień 1939 | Radio Katowice", "https://www.spreaker.com/user/radio_katowice/09-05-dopo-8-10-lwowska-fala", "2021-09-06T08:11:31Z" },
        { "13-rss20-vimeo-media.xml", UpstreamFormat.Rss, 1, "Oregon Harvest Update and Fall Release Date Set", "https://vimeo.com/1013595996", "2024-09-27T16:29:11Z" },
        { "14-rss20-relative-urls.xml", UpstreamFormat.Rss, 2, "Pareto-optimal compression", "https://insanity.industries/post/pareto-optimal-compression/", "2021-03-02T22:39:15Z" },
        { "15-rss092-enclosures.xml", UpstreamFormat.Rss, 3, null, null, null },
        { "16-rss20-with-atom-elements.xml", UpstreamFormat.Rss, 5, "Ease of Podcasting", "http://support.journurl.com/users/admin/index.cfm?mode=article&entry=3243", "2005-07-22T18:47:41Z" },
        { "17-atom10-iri.xml", UpstreamFormat.Atom, 4, "1. IRI links", "http://www.xn--8ws00zhy3a.com/atomtests/iri/%E8%A9%B9.html", "2006-02-24T10:34:01Z" },
        { "20-jsonfeed10-script.json", UpstreamFormat.Json, 2, "post 2", "https://example.org/second-item", null },
        { "22-rss20-koi8-r.xml", UpstreamFormat.Rss, 2, "Первая новость", "http://example.com/post1", "2026-02-15T10:00:00Z" },
        { "25-made-rss20-windows-1256-ar.xml", UpstreamFormat.Rss, 6, "أفضل الممارسات للمشرفين", "https://opensource.guide/ar/best-practices/", "2025-10-27T14:38:02Z" },
        { "26-made-rss20-shift_jis-ja.xml", UpstreamFormat.Rss, 6, "メンテナーの為のベストプラクティス", "https://opensource.guide/ja/best-practices/", "2018-08-27T12:04:22Z" },
        { "27-made-rss10-gb18030-zh.rdf.xml", UpstreamFormat.Rdf, 6, "维护者最佳实践", "https://opensource.guide/zh-hans/best-practices/", "2019-12-18T01:12:03Z" },
        { "29-made-rss20-latin1-undeclared-fr.xml", UpstreamFormat.Rss, 6, "Bonnes pratiques pour les responsables", "https://opensource.guide/fr/best-practices/", "2018-06-07T17:33:43Z" },
        { "30-made-rss20-windows-1251-ru.xml", UpstreamFormat.Rss, 6, "Хорошие практики для мейнтейнеров", "https://opensource.guide/ru/best-practices/", "2020-02-07T08:02:11Z" },
        { "31-made-rss20-large-digitalgov.xml", UpstreamFormat.Rss, 120, "Rebuilding CDC.gov", "https://digital.gov/2025/01/02/rebuilding-cdc-gov/", "2025-01-02T05:00:00Z" },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Parse_ARealFeed_IsWhatItSays(string file, UpstreamFormat format, int items, string? title, string? link, string? published)
    {
        var feed = ParseCorpus(file);

        Assert.NotNull(feed);
        Assert.Equal((format, items), (feed.Format, feed.Items.Length));
        var first = feed.Items[0];
        Assert.Equal((title, link, published), (first.Title, first.Link, first.Published?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Parse_AllRealFeeds_FindsItemsWithContentInEach()
    {
        foreach (var file in Directory.GetFiles(Gateway.Tests.Shared.Corpus.Path("feeds"), "??-*"))
        {
            var feed = ParseCorpus(Path.GetFileName(file));
            Assert.True(feed is { Items.Length: > 0 }, file);
            Assert.True(feed.Title is not null, file);
            Assert.All(feed.Items, item => Assert.False(item is { Title: null, Content: null }, file));
        }
    }

    // What it is about, the document (an item of RSS or an entry of Atom where it begins with neither), what is looked at and expected.
    public static TheoryData<string, string, Func<UpstreamItem, object?>, object?> Items => new()
    {
        { "title, text", "<entry><title>A &amp;lt;b&gt; c</title></entry>", i => i.Title, "A &lt;b> c" },
        { "title, html", "<entry><title type='html'>A &lt;b>bold&lt;/b> &amp;amp; c</title></entry>", i => i.Title, "A bold & c" },
        { "title, xhtml", "<entry><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <b>bold</b> c</div></title></entry>", i => i.Title, "A bold c" },
        { "title of RSS, escaped twice", "<item><title>Q&amp;amp;A &lt;i>now&lt;/i></title></item>", i => i.Title, "Q&A now" },
        { "title of RSS that only looks like markup", "<item><title>a &lt; b and List&lt;T&gt;</title></item>", i => i.Title, "a < b and List<T>" },
        { "title in several lines", "<item><title>\n  A\n  b\n</title></item>", i => i.Title, "A b" },
        { "content over description", "<item><description>D</description><content:encoded><![CDATA[<p>C</p>]]></content:encoded></item>", i => (i.Content, i.Summary), ("<p>C</p>", "D") },
        { "description alone is the content", "<item><description>&lt;p>D&lt;/p></description></item>", i => (i.Content, i.Summary), ("<p>D</p>", (string?)null) },
        { "markup that was not escaped", "<item><description>a <b>b</b><br> c &amp; d</description></item>", i => i.Content, "a <b>b</b><br> c &amp; d" },
        { "content, text", "<entry><content>a &lt; b</content></entry>", i => i.Content, "<p>a &lt; b</p>" },
        { "content, Base64", "<entry><title>T</title><content type='image/png'>iVBO</content></entry>", i => i.Content, null },
        { "content elsewhere", "<entry><title>T</title><content type='text/html' src='/x'/></entry>", i => i.Link, "https://up.example/x" },
        { "content of Atom 0.3", "<entry><content mode='escaped' type='text/html'>&lt;p>x&lt;/p></content></entry>", i => i.Content, "<p>x</p>" },
        { "link, relative", "<item><link>../p?q=1</link></item>", i => i.Link, "https://up.example/p?q=1" },
        { "link, by xml:base", "<entry xml:base='https://b.example/d/'><link href='e'/></entry>", i => i.Link, "https://b.example/d/e" },
        { "link among others", "<entry><link rel='edit' href='/e'/><link rel='alternate' href='/a'/></entry>", i => i.Link, "https://up.example/a" },
        { "link of another scheme", "<item><title>T</title><link>javascript:alert(1)</link></item>", i => i.Link, null },
        { "link with credentials", "<item><title>T</title><link>https://u:p@up.example/</link></item>", i => i.Link, null },
        { "link by guid", "<item><guid>https://up.example/g</guid></item>", i => (i.Id, i.Link), ("https://up.example/g", "https://up.example/g") },
        { "guid that is no link", "<item><title>T</title><guid isPermaLink='false'>https://up.example/g</guid></item>", i => (i.Id, i.Link), ("https://up.example/g", (string?)null) },
        { "link before FeedBurner", "<item><link>https://f.example/r</link><feedburner:origLink>https://o.example/</feedburner:origLink></item>", i => i.Link, "https://o.example/" },
        { "dates by Dublin Core", "<item><title>T</title><dc:date>2004-01-01</dc:date></item>", i => i.Published?.Year, 2004 },
        { "author of RSS", "<item><title>T</title><author>a@b.example (Ann Bee)</author></item>", i => i.Authors[0].Name, "Ann Bee" },
        { "author of Atom", "<entry><title>T</title><author><name>Ann</name><uri>/ann</uri><email>a@b.example</email></author></entry>", i => i.Authors[0], new UpstreamPerson("Ann", "https://up.example/ann") },
        { "authors, each once", "<item><title>T</title><dc:creator>A</dc:creator><dc:creator>A</dc:creator><dc:creator>B</dc:creator></item>", i => string.Join(',', i.Authors.Select(a => a.Name)), "A,B" },
        { "author of the source", "<entry><title>T</title><source><title>S</title><id>s</id><author><name>Sue</name></author></source></entry>", i => (i.Title, i.Id, i.Authors[0].Name), ("T", (string?)null, "Sue") },
        { "categories", "<entry><title>T</title><category term='t' label='L'/><category term='u'/></entry>", i => string.Join(',', i.Categories), "L,u" },
        { "enclosure", "<item><enclosure url='/a.mp3' type='audio/mpeg' length='5'/></item>", i => i.Enclosures[0], new UpstreamEnclosure("https://up.example/a.mp3", "audio/mpeg", 5) },
        { "media group", "<item><title>T</title><media:group><media:content url='/v.mp4' type='video/mp4'><media:thumbnail url='/t.jpg'/></media:content></media:group></item>", i => (i.Enclosures[0].Address, i.Image), ("https://up.example/v.mp4", "https://up.example/t.jpg") },
        { "image by medium", "<item><title>T</title><media:content url='/i.jpg' medium='image'/></item>", i => (i.Image, i.Enclosures.Length), ("https://up.example/i.jpg", 0) },
        { "language", "<entry xml:lang='de'><title>T</title></entry>", i => i.Language, "de" },
        { "an unclosed element before the end of its item", "<item><title>T<link>https://up.example/1</link></item>", i => i.Title, "Thttps://up.example/1" },
    };

    [Theory]
    [MemberData(nameof(Items))]
    public void Parse_AnItem_IsWhatItMeans(string id, string document, Func<UpstreamItem, object?> look, object? expected)
    {
        Assert.NotEmpty(id);
        var feed = Parse(document.StartsWith("<entry", StringComparison.Ordinal) ? $"<feed xmlns='http://www.w3.org/2005/Atom'>{document}</feed>" : $"<rss><channel>{document}</channel></rss>");
        Assert.NotNull(feed);
        Assert.Equal(expected, look(Assert.Single(feed.Items)));
    }

    [Fact]
    public void Parse_AFeedsOwnElements_AreNotThoseOfItsImageOrItems()
    {
        var feed = Parse("""
            <rss version="2.0"><channel><image><title>I</title><url>/i.png</url><link>/image</link></image><title>F</title><link>/home</link>
            <description>D</description><ttl>90</ttl><skipHours><hour>0</hour><hour>23</hour></skipHours><skipDays><day>Sunday</day></skipDays>
            <atom:link rel="self" href="/self"/><item><title>One</title></item><textInput><title>Search</title></textInput></channel></rss>
            """);
        Assert.NotNull(feed);
        Assert.Equal(("F", "https://up.example/home", "https://up.example/i.png", "https://up.example/self"), (feed.Title, feed.HomePage, feed.Image, feed.Self));
        Assert.Equal(TimeSpan.FromMinutes(90), feed.Schedule.Every);
        Assert.Equal([0, 23], feed.Schedule.SkipHours);
        Assert.Equal([DayOfWeek.Sunday], feed.Schedule.SkipDays);
    }

    [Fact]
    public void Parse_ABrokenItem_CostsItself()
    {
        var feed = Parse("<rss><channel><item><title>One</title></item><item></item><item><pubDate>never</pubDate><title>Two & more</title></wrong></item><item><title>Three");
        Assert.NotNull(feed);
        Assert.Equal(["One", "Two & more", "Three"], feed.Items.Select(i => i.Title));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a feed")]
    [InlineData("<html><body><p>Not found</p></body></html>")]
    [InlineData("{\"version\": \"https://jsonfeed.org/version/1\"}")]
    [InlineData("{\"items\": [")]
    [InlineData("[]")]
    public void Parse_WhatIsNoFeed_IsNothing(string document) => Assert.Null(Parse(document));

    [Fact]
    public void Parse_AnEntityThatGrows_IsNotResolved()
    {
        var feed = Parse("""<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&b; &x;</title></channel></rss>""");
        Assert.Equal("&b; &x;", feed?.Title);
    }

    [Fact]
    public void Parse_MoreThanTheLimits_IsCut()
    {
        var limits = new UpstreamLimits { Items = 3, Parts = 2, Text = 100, Content = 1_000 };
        var item = $"<item><title>{new string('t', 200)}</title><link>/{new string('l', 200)}</link><description>{new string('d', 2_000)}</description><category>a</category><category>b</category><category>c</category></item>";
        var feed = FeedParser.Parse(Encoding.UTF8.GetBytes($"<rss><channel>{string.Concat(Enumerable.Repeat(item, 5))}</channel></rss>"), null, Address, limits);
        Assert.NotNull(feed);
        Assert.Equal(3, feed.Items.Length);
        Assert.All(feed.Items, i => Assert.Equal((100, null, 1_000, 2), (i.Title?.Length, i.Link, i.Content?.Length, i.Categories.Length)));
    }

    private static UpstreamFeed? ParseCorpus(string file) => FeedParser.Parse(
        File.ReadAllBytes(Path.Combine(Gateway.Tests.Shared.Corpus.Path("feeds"), file)),
        file.StartsWith("29", StringComparison.Ordinal) ? "iso-8859-1" : null,
        Address,
        new UpstreamLimits());

    private static UpstreamFeed? Parse(string document) => FeedParser.Parse(Encoding.UTF8.GetBytes(document), null, Address, new UpstreamLimits());
}
