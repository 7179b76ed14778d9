using System.Xml.Linq;
using static Gateway.Syndication.Tests.Feeds.FeedNames;
using static Gateway.Syndication.Tests.Feeds.ValidityValues;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>RSS 2.0 (rssboard.org/rss-specification), its Best Practices Profile, and what the W3C validator adds.</summary>
internal static class RssRules
{
    public static readonly ValidityRule[] All =
    [
        new("rss-01", "The root is rss, version 2.0, in no namespace, with one channel.", "RSS 2.0, What is RSS",
            r => Where(r.Name != "rss" || (string?)r.Attribute("version") != "2.0" || r.Elements().Count() != 1 || r.Element("channel") is null),
            r => r.SetAttributeValue("version", "3.0")),
        new("rss-02", "The channel has one title, link and description.", "RSS 2.0, Required channel elements",
            r => from n in (string[])["title", "link", "description"] where Channel(r).Elements(n).Count() != 1 select n,
            r => Channel(r).Element("description")!.Remove()),
        new("rss-03", "The channel's title and description are plain text, not blank.", "Profile, Channel",
            r => from n in (string[])["title", "description"] let v = (string?)Channel(r).Element(n) where !IsPlain(v) select v,
            r => Channel(r).Element("title")!.Value = "A <b>bold</b> title"),
        new("rss-04", "The channel's link is an absolute address.", "RSS 2.0, link",
            r => Addresses(r, "link"), r => Channel(r).Element("link")!.Value = "/topics/x"),
        new("rss-05", "language is a language of ISO 639.", "RSS 2.0, language",
            r => Values(Channel(r), "language").Where(v => !IsLanguage(v)), r => Channel(r).SetElementValue("language", "klingonian")),
        new("rss-06", "lastBuildDate is an RFC 822 date, neither before 1990 nor in the future.", "RFC 822 §5; RSS 2.0, lastBuildDate",
            r => Values(Channel(r), "lastBuildDate").Where(v => !IsRfc822(v)), r => Channel(r).Element("lastBuildDate")!.Value = "Sun, 01 Mar 2099 08:30:00 GMT"),
        new("rss-07", "An image is a GIF, JPEG or PNG, with the channel's title and link.", "RSS 2.0, image; Profile, image",
            r => from i in Channel(r).Elements("image")
                 where !IsAddress((string?)i.Element("url")) || (string?)i.Element("title") != (string?)Channel(r).Element("title") || (string?)i.Element("link") != (string?)Channel(r).Element("link")
                     || !new[] { ".png", ".jpg", ".jpeg", ".gif" }.Any(e => i.Element("url")!.Value.EndsWith(e, StringComparison.OrdinalIgnoreCase))
                 select i,
            r => Channel(r).Element("image")!.Element("title")!.Value = "Another"),
        new("rss-08", "The channel links itself, once, absolutely.", "Profile, atom:link; MissingAtomSelfLink",
            r => Where(Channel(r).Elements(FeedNames.Atom + "link").Count(l => (string?)l.Attribute("rel") == "self" && IsAtomAddress((string?)l.Attribute("href"))) != 1),
            r => Channel(r).Elements(FeedNames.Atom + "link").First().SetAttributeValue("rel", "alternate")),
        new("rss-09", "Links have a known relation, an absolute address and a media type.", "RFC 4287 §4.2.7; RFC 5005",
            r => from l in r.Descendants(FeedNames.Atom + "link")
                 where (string?)l.Attribute("rel") is not ("self" or "current" or "prev-archive" or "via") || !IsAtomAddress((string?)l.Attribute("href"))
                     || (l.Attribute("type") is { } t && !IsMime(t.Value))
                 select l,
            r => Channel(r).Elements(FeedNames.Atom + "link").First().SetAttributeValue("rel", "canonical")),
        new("rss-10", "Items follow all else of the channel.", "Profile, item (MisplacedItem)",
            r => Channel(r).Elements("item").SelectMany(i => i.ElementsAfterSelf()).Where(e => e.Name != "item"),
            r => Channel(r).Add(new XElement("ttl", 60))),
        new("rss-11", "An item has a title or a description.", "RSS 2.0, Elements of item",
            r => Items(r).Where(i => i.Element("title") is null && i.Element("description") is null),
            r => { Items(r).First().Element("title")!.Remove(); Items(r).First().Element("description")!.Remove(); }),
        new("rss-12", "No element of an item but author, category and links is there twice.", "RSS 2.0, Elements of item",
            r => from i in Items(r)
                 from g in i.Elements().GroupBy(e => e.Name)
                 where g.Count() > 1 && g.Key != "category" && g.Key != Dc + "creator" && g.Key != FeedNames.Atom + "link"
                 select g.Key,
            r => Items(r).First().Add(new XElement("link", "https://example.org/2"))),
        new("rss-13", "Titles and categories are plain text, not blank.", "Profile, title, category (ContainsHTML, NotBlank)",
            r => Items(r).Elements().Where(e => e.Name == "title" || e.Name == "category").Select(e => e.Value).Where(v => !IsPlain(v)),
            r => Items(r).First().Element("category")!.Value = "</p>"),
        new("rss-14", "An item's link is an absolute address.", "RSS 2.0, link",
            r => Items(r).Select(i => (string?)i.Element("link")).Where(v => !IsAddress(v)), r => Items(r).First().Element("link")!.Value = "https://example.org/[x]"),
        new("rss-15", "An item has a guid; none is there twice.", "RSS 2.0, guid (MissingGuid, DuplicateValue)",
            r => Items(r).GroupBy(i => (string?)i.Element("guid")).Where(g => g.Key is null || g.Count() > 1).Select(g => g.Key),
            r => Items(r).Last().Element("guid")!.Value = Items(r).First().Element("guid")!.Value),
        new("rss-16", "A guid says whether it is a permanent link, which then is the item's link.", "RSS 2.0, guid (InvalidHttpGUID, InvalidPermalink)",
            r => from i in Items(r)
                 let g = i.Element("guid")
                 where (string?)g?.Attribute("isPermaLink") is not ("true" or "false") || (string?)g.Attribute("isPermaLink") == "true" && g.Value != (string?)i.Element("link")
                 select g,
            r => Items(r).First().Element("guid")!.Value = "urn:uuid:1e9f1e34-8a34-4d5c-9c57-6f6f1f7a3c11"),
        new("rss-17", "pubDate is an RFC 822 date, neither before 1990 nor in the future.", "RFC 822 §5; RSS 2.0, pubDate (ImplausibleDate)",
            r => Items(r).Select(i => (string?)i.Element("pubDate")).Where(v => !IsRfc822(v)), r => Items(r).First().Element("pubDate")!.Value = "Mon, 01 Mar 2026 08:30:00 GMT"),
        new("rss-18", "atom:updated is an RFC 3339 instant.", "RFC 4287 §3.3",
            r => Items(r).Elements(FeedNames.Atom + "updated").Select(e => e.Value).Where(v => !IsRfc3339(v)), r => Items(r).First().Element(FeedNames.Atom + "updated")!.Value = "2026-03-01 08:30"),
        new("rss-19", "An author is named by dc:creator, not by author, which asks for an e-mail address.", "RSS 2.0, author; Profile, dc:creator",
            r => Items(r).Where(i => i.Element("author") is not null || i.Elements(Dc + "creator").All(c => string.IsNullOrWhiteSpace(c.Value))),
            r => Items(r).First().Add(new XElement("author", "Ada"))),
        new("rss-20", "description stands before content:encoded.", "Profile, content:encoded (NeedDescriptionBeforeContent)",
            r => Items(r).Elements(Content + "encoded").Where(c => !c.ElementsBeforeSelf("description").Any()),
            r => Items(r).First().AddFirst(new XElement(Content + "encoded", "x"))),
        new("rss-21", "description and content:encoded are sound HTML: no script, handler, style or relative address.", "Profile, description (NotHtml, SecurityRisk, ContainsRelRef)",
            r => Items(r).Elements().Where(e => e.Name == "description" || e.Name == Content + "encoded").SelectMany(e => HtmlProblems(e.Value)),
            r => Items(r).First().Element(Content + "encoded")!.Value = "<a href=\"/x\">x</a>"),
        new("rss-22", "dc:language is a language of ISO 639.", "RFC 5646; Dublin Core",
            r => Items(r).Elements(Dc + "language").Select(e => e.Value).Where(v => !IsLanguage(v)), r => Items(r).First().Add(new XElement(Dc + "language", "x-none"))),
        new("rss-23", "media:content has an absolute address and a known medium.", "Media RSS 1.5.1",
            r => r.Descendants(Media + "content").Where(m => !IsAddress((string?)m.Attribute("url")) || (string?)m.Attribute("medium") != "image"),
            r => r.Descendants(Media + "content").First().SetAttributeValue("url", "x.png")),
        new("rss-24", "No text holds characters that look like a broken encoding.", "XML 1.0 §2.2 (BadCharacters)",
            r => BadTexts(r), r => Items(r).First().Element("title")!.Value = "It\u0092s"),
        new("rss-25", "An archive links the current feed.", "RFC 5005 §4",
            r => Where(Channel(r).Element(History + "archive") is not null && !Channel(r).Elements(FeedNames.Atom + "link").Any(l => (string?)l.Attribute("rel") == "current")),
            r => Channel(r).AddFirst(new XElement(History + "archive"))),
    ];

    private static XElement Channel(XElement root) => root.Element("channel")!;

    private static IEnumerable<XElement> Items(XElement root) => root.Elements("channel").Elements("item");

    private static IEnumerable<string> Values(XElement parent, string name) => parent.Elements(name).Select(e => e.Value);

    private static IEnumerable<string> Addresses(XElement root, string name) => Values(Channel(root), name).Where(v => !IsAddress(v));

    private static IEnumerable<object?> Where(bool broken) => broken ? ["the document"] : [];
}
