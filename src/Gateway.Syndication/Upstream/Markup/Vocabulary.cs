using System.Collections.Frozen;

namespace Gateway.Syndication.Upstream.Markup;

/// <summary>What an element is of.</summary>
internal enum Vocabulary
{
    /// <summary>RSS of any version, or no namespace.</summary>
    Rss,

    /// <summary>Atom 0.3 and 1.0.</summary>
    Atom,
    DublinCore,
    DublinCoreTerms,
    Content,
    Media,
    Itunes,
    Syndication,
    Rdf,
    Xhtml,
    Xml,
    FeedBurner,

    /// <summary>None of these.</summary>
    Other,
}

/// <summary>Which namespace, or prefix that is not declared, is of which vocabulary.</summary>
internal static class Vocabularies
{
    // By address without scheme, "www." and what ends it: all of them are found in several spellings.
    private static readonly FrozenDictionary<string, Vocabulary> ByAddress = new Dictionary<string, Vocabulary>(StringComparer.OrdinalIgnoreCase)
    {
        ["purl.org/rss/1.0"] = Vocabulary.Rss,
        ["my.netscape.com/rdf/simple/0.9"] = Vocabulary.Rss,
        ["channel.netscape.com/rdf/simple/0.9"] = Vocabulary.Rss,
        ["my.netscape.com/publish/formats/rss-0.91.dtd"] = Vocabulary.Rss,
        ["backend.userland.com/rss"] = Vocabulary.Rss,
        ["backend.userland.com/rss2"] = Vocabulary.Rss,
        ["backend.userland.com/rss091"] = Vocabulary.Rss,
        ["backend.userland.com/rss092"] = Vocabulary.Rss,
        ["blogs.law.harvard.edu/tech/rss"] = Vocabulary.Rss,
        ["purl.org/net/rss1.1"] = Vocabulary.Rss,
        ["w3.org/2005/atom"] = Vocabulary.Atom,
        ["purl.org/atom/ns"] = Vocabulary.Atom,
        ["example.com/newformat"] = Vocabulary.Atom,
        ["example.com/necho"] = Vocabulary.Atom,
        ["purl.org/echo"] = Vocabulary.Atom,
        ["uri/of/echo/namespace"] = Vocabulary.Atom,
        ["purl.org/pie"] = Vocabulary.Atom,
        ["purl.org/dc/elements/1.1"] = Vocabulary.DublinCore,
        ["purl.org/dc/elements/1.0"] = Vocabulary.DublinCore,
        ["purl.org/dc/terms"] = Vocabulary.DublinCoreTerms,
        ["purl.org/rss/1.0/modules/content"] = Vocabulary.Content,
        ["search.yahoo.com/mrss"] = Vocabulary.Media,
        ["search.yahoo.com/rss"] = Vocabulary.Media,
        ["video.search.yahoo.com/mrss"] = Vocabulary.Media,
        ["tools.search.yahoo.com/mrss"] = Vocabulary.Media,
        ["itunes.com/dtds/podcast-1.0.dtd"] = Vocabulary.Itunes,
        ["example.com/dtds/podcast-1.0.dtd"] = Vocabulary.Itunes,
        ["purl.org/rss/1.0/modules/syndication"] = Vocabulary.Syndication,
        ["w3.org/1999/02/22-rdf-syntax-ns"] = Vocabulary.Rdf,
        ["w3.org/1999/xhtml"] = Vocabulary.Xhtml,
        ["w3.org/xml/1998/namespace"] = Vocabulary.Xml,
        ["rssnamespace.org/feedburner/ext/1.0"] = Vocabulary.FeedBurner,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Vocabulary> ByPrefix = new Dictionary<string, Vocabulary>(StringComparer.Ordinal)
    {
        [""] = Vocabulary.Rss,
        ["rss"] = Vocabulary.Rss,
        ["atom"] = Vocabulary.Atom,
        ["a10"] = Vocabulary.Atom,
        ["dc"] = Vocabulary.DublinCore,
        ["dcterms"] = Vocabulary.DublinCoreTerms,
        ["content"] = Vocabulary.Content,
        ["media"] = Vocabulary.Media,
        ["itunes"] = Vocabulary.Itunes,
        ["sy"] = Vocabulary.Syndication,
        ["rdf"] = Vocabulary.Rdf,
        ["xhtml"] = Vocabulary.Xhtml,
        ["xml"] = Vocabulary.Xml,
        ["feedburner"] = Vocabulary.FeedBurner,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Of a declared namespace.</summary>
    public static Vocabulary OfAddress(string address)
    {
        var name = address.AsSpan().Trim();
        var scheme = name.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
            name = name[(scheme + 3)..];
        if (name.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            name = name[4..];
        return name.IsEmpty ? Vocabulary.Rss : ByAddress.GetValueOrDefault(name.TrimEnd("/#").ToString(), Vocabulary.Other);
    }

    /// <summary>Of a prefix that nothing declares.</summary>
    public static Vocabulary OfPrefix(string prefix) => ByPrefix.GetValueOrDefault(prefix, Vocabulary.Other);
}
