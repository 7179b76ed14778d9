using System.Xml.Linq;
using static Gateway.Syndication.Tests.Feeds.FeedNames;
using static Gateway.Syndication.Tests.Feeds.ValidityValues;

namespace Gateway.Syndication.Tests.Feeds;

/// <summary>Atom 1.0 (RFC 4287), archives (RFC 5005), tombstones (RFC 6721), and what the W3C validator adds.</summary>
internal static class AtomRules
{
    private static readonly XNamespace A = FeedNames.Atom;

    public static readonly ValidityRule[] All =
    [
        new("atom-01", "The root is feed, in Atom's namespace, without a prefix.", "RFC 4287 §2, §4.1.1 (AvoidNamespacePrefix)",
            f => Where(f.Name != A + "feed" || f.GetPrefixOfNamespace(A) is { Length: > 0 }),
            f => f.Name = "feed"),
        new("atom-02", "A feed has one title, id and updated.", "RFC 4287 §4.1.1",
            f => from n in (string[])["title", "id", "updated"] where f.Elements(A + n).Count() != 1 select n, f => f.Element(A + "id")!.Remove()),
        new("atom-03", "Entries follow all metadata of the feed.", "RFC 4287 §4.1.1 (MisplacedMetadata)",
            f => f.Elements(A + "entry").SelectMany(e => e.ElementsAfterSelf()).Where(e => e.Name != A + "entry" && e.Name != Tombstones + "deleted-entry"),
            f => f.Add(new XElement(A + "icon", "https://example.org/i.png"))),
        new("atom-04", "An id is an absolute address in canonical form, or a urn:uuid.", "RFC 4287 §4.2.6 (NonCanonicalURI)",
            f => f.Descendants(A + "id").Select(e => e.Value).Where(v => !IsCanonical(v)), f => f.Element(A + "id")!.Value = "HTTPS://Example.org"),
        new("atom-05", "No id is there twice.", "RFC 4287 §4.1.1 (DuplicateEntries)",
            f => Entries(f).GroupBy(e => (string?)e.Element(A + "id")).Where(g => g.Count() > 1).Select(g => g.Key),
            f => Entries(f).Last().Element(A + "id")!.Value = Entries(f).First().Element(A + "id")!.Value),
        new("atom-06", "updated and published are RFC 3339 instants, neither before 1990 nor in the future.", "RFC 4287 §3.3 (ImplausibleDate)",
            f => f.Descendants().Where(e => e.Name == A + "updated" || e.Name == A + "published").Select(e => e.Value).Where(v => !IsRfc3339(v)),
            f => f.Element(A + "updated")!.Value = "1969-07-20T20:17:00Z"),
        new("atom-07", "A feed links itself, once.", "RFC 4287 §4.1.1 (MissingSelf)",
            f => Where(f.Elements(A + "link").Count(l => (string?)l.Attribute("rel") == "self") != 1),
            f => f.Elements(A + "link").Single(l => (string?)l.Attribute("rel") == "self").Remove()),
        new("atom-08", "Links have a registered relation, an absolute address and a media type.", "RFC 4287 §4.2.7",
            f => from l in f.Descendants(A + "link")
                 where (string?)l.Attribute("rel") is not ("alternate" or "self" or "current" or "prev-archive" or "via") || !IsAtomAddress((string?)l.Attribute("href"))
                     || (l.Attribute("type") is { } t && !IsMime(t.Value)) || !l.IsEmpty
                 select l,
            f => f.Elements(A + "link").First().SetAttributeValue("href", "/x")),
        new("atom-09", "One alternate link per type and language.", "RFC 4287 §4.1.1 (DuplicateAtomLink)",
            f => from e in f.DescendantsAndSelf()
                 from g in e.Elements(A + "link").Where(l => (string?)l.Attribute("rel") == "alternate").GroupBy(l => ((string?)l.Attribute("type"), (string?)l.Attribute("hreflang")))
                 where g.Count() > 1
                 select (object?)g.Key,
            f => f.Elements(A + "link").First().AddAfterSelf(new XElement(f.Elements(A + "link").First()))),
        new("atom-10", "An entry has one title, id and updated, and an author.", "RFC 4287 §4.1.2",
            f => from e in Entries(f) from n in (string[])["title", "id", "updated"] where e.Elements(A + n).Count() != 1 || !e.Elements(A + "author").Any() select n,
            f => Entries(f).First().Element(A + "title")!.Remove()),
        new("atom-11", "An entry has content or an alternate link, and some text.", "RFC 4287 §4.1.2 (MissingContentOrAlternate, MissingTextualContent)",
            f => Entries(f).Where(e => e.Element(A + "content") is null && (e.Element(A + "summary") is null || e.Elements(A + "link").All(l => (string?)l.Attribute("rel") != "alternate"))),
            f => { Entries(f).First().Element(A + "content")!.Remove(); Entries(f).First().Element(A + "summary")!.Remove(); }),
        new("atom-12", "No element of an entry but author, category and link is there twice.", "RFC 4287 §4.1.2",
            f => from e in Entries(f)
                 from g in e.Elements().GroupBy(x => x.Name)
                 where g.Count() > 1 && g.Key != A + "author" && g.Key != A + "category" && g.Key != A + "link"
                 select g.Key,
            f => Entries(f).First().Add(new XElement(A + "summary", "again"))),
        new("atom-13", "A text construct is text without markup, or sound HTML; not blank.", "RFC 4287 §3.1 (ContainsUndeclaredHTML, NotBlank)",
            f => Texts(f).Where(t => string.IsNullOrWhiteSpace(t.Value) || (string?)t.Attribute("type") is not (null or "text" or "html")
                || ((string?)t.Attribute("type") == "html" ? HtmlProblems(t.Value).Any() : !IsPlain(t.Value))),
            f => Entries(f).First().Element(A + "title")!.Value = "A <b>bold</b> title"),
        new("atom-14", "content is sound HTML: no script, handler, style or relative address; not blank.", "RFC 4287 §4.1.3, §8.1 (NotHtml, SecurityRisk)",
            f => f.Descendants(A + "content").SelectMany(c => (string?)c.Attribute("type") == "html" && c.Value.Length > 0 ? HtmlProblems(c.Value) : ["no HTML"]),
            f => Entries(f).First().Element(A + "content")!.Value = "<p onclick=\"x()\">x</p>"),
        new("atom-15", "A person has a name, without an address in brackets or markup, and an address that is one.", "RFC 4287 §3.2 (ContainsEmail, ContainsHTML)",
            f => f.Descendants(A + "author").Where(p => !IsPlain((string?)p.Element(A + "name")) || HasEmailInBrackets(p.Element(A + "name")!.Value)
                || (p.Element(A + "uri") is { } u && !IsAtomAddress(u.Value))),
            f => f.Element(A + "author")!.Element(A + "name")!.Value = "Ada <ada@example.org>"),
        new("atom-16", "A category has a term.", "RFC 4287 §4.2.2.1",
            f => f.Descendants(A + "category").Where(c => string.IsNullOrWhiteSpace((string?)c.Attribute("term"))), f => Entries(f).First().Add(new XElement(A + "category"))),
        new("atom-17", "xml:lang is a language of ISO 639, or empty.", "XML 1.0 §2.12; RFC 5646",
            f => f.DescendantsAndSelf().Attributes(XNamespace.Xml + "lang").Select(a => a.Value).Where(v => v.Length > 0 && !IsLanguage(v)),
            f => f.SetAttributeValue(XNamespace.Xml + "lang", "i-klingon")),
        new("atom-18", "icon is an absolute address.", "RFC 4287 §4.2.5",
            f => f.Elements(A + "icon").Select(e => e.Value).Where(v => !IsAtomAddress(v)), f => f.SetElementValue(A + "icon", "icon png")),
        new("atom-19", "An archive links the current feed and a neighbour.", "RFC 5005 §4 (ArchiveIncomplete, MissingCurrentInArchive)",
            f => Where(f.Element(History + "archive") is not null && !new[] { "current", "prev-archive" }.All(r => f.Elements(A + "link").Any(l => (string?)l.Attribute("rel") == r))),
            f => f.AddFirst(new XElement(History + "archive"))),
        new("atom-20", "A tombstone says which entry is gone, and when; the entry is not in the feed.", "RFC 6721 §3",
            f => f.Descendants(Tombstones + "deleted-entry").Where(t => !IsCanonical((string?)t.Attribute("ref")) || !IsRfc3339((string?)t.Attribute("when"))
                || Entries(f).Any(e => (string?)e.Element(A + "id") == (string?)t.Attribute("ref"))),
            f => f.Add(new XElement(Tombstones + "deleted-entry", new XAttribute("ref", "https://example.org/x")))),
        new("atom-21", "No text holds characters that look like a broken encoding.", "XML 1.0 §2.2 (BadCharacters)",
            f => BadTexts(f), f => Entries(f).First().Element(A + "title")!.Value = "Caf\u00C3\u00A9"),
        new("atom-22", "Only known namespaces, and that of tombstones, are used.", "UnknownNamespace",
            f => f.DescendantsAndSelf().Select(e => e.Name.Namespace).Where(n => n != A && n != History && n != Media && n != Tombstones),
            f => f.Add(new XElement(XName.Get("x", "urn:example:x")))),
    ];

    private static IEnumerable<XElement> Entries(XElement feed) => feed.Elements(A + "entry");

    private static IEnumerable<XElement> Texts(XElement feed) => feed.Descendants().Where(e => e.Name == A + "title" || e.Name == A + "subtitle" || e.Name == A + "summary");

    private static IEnumerable<object?> Where(bool broken) => broken ? ["the document"] : [];
}
