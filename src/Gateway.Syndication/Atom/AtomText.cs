using System.ServiceModel.Syndication;
using System.Xml;
using Gateway.Syndication.Feeds;
using Gateway.Syndication.Rss;

namespace Gateway.Syndication.Atom;

/// <summary>Text constructs, names and links of Atom (RFC 4287 §3).</summary>
internal static class AtomText
{
    /// <summary>
    /// A plain text, as <c>text</c>; one that looks like markup as escaped <c>html</c>, which leaves nothing to guess
    /// (the validator reports <c>ContainsUndeclaredHTML</c> for the former).
    /// </summary>
    public static TextSyndicationContent Content(string text) => RssText.LooksLikeHtml(text)
        ? new TextSyndicationContent(RssText.Html(text), TextSyndicationContentKind.Html)
        : new TextSyndicationContent(text);

    public static void Write(XmlWriter writer, string element, string text)
    {
        var isHtml = RssText.LooksLikeHtml(text);
        writer.WriteStartElement(element, FeedNamespaces.Atom);
        writer.WriteAttributeString("type", isHtml ? "html" : "text");
        writer.WriteString(isHtml ? RssText.Html(text) : text);
        writer.WriteEndElement();
    }

    /// <summary>
    /// A person's name, which has no type to say that it is not markup, and must not hold an e-mail address in angle
    /// brackets (<c>ContainsEmail</c>): these become round.
    /// </summary>
    public static string Name(string name) => name.Contains('@', StringComparison.Ordinal)
        ? name.Replace('<', '(').Replace('>', ')')
        : RssText.Plain(name);

    public static void Link(XmlWriter writer, string rel, string? type, string href)
    {
        writer.WriteStartElement("link", FeedNamespaces.Atom);
        writer.WriteAttributeString("rel", rel);
        if (type is not null)
            writer.WriteAttributeString("type", type);
        writer.WriteAttributeString("href", href);
        writer.WriteEndElement();
    }
}
