using System.Collections.Frozen;

namespace Gateway.Syndication.Html;

/// <summary>The HTML that article text may use, in one place for both layers that enforce it.</summary>
internal static class HtmlVocabulary
{
    /// <summary>Elements that stay. Of all others the tags go; of <see cref="Swallowed"/> the content too.</summary>
    public static FrozenSet<string> Elements { get; } = Set(
        "a abbr address article aside b bdi bdo big blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure " +
        "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strike strong sub summary sup " +
        "table tbody td tfoot th thead time tr tt u ul var wbr");

    /// <summary>Elements whose content is no text of the article.</summary>
    public static FrozenSet<string> Swallowed { get; } = Set(
        "applet canvas frameset head iframe math noembed noframes noscript object plaintext script select style svg template textarea title xmp");

    /// <summary>Elements without content or end tag.</summary>
    public static FrozenSet<string> Void { get; } = Set("br col hr img wbr");

    /// <summary>Attributes that stay, on any element. No <c>id</c> and <c>name</c> (they would shadow the page's), no <c>class</c>, <c>style</c>, <c>target</c>, <c>srcset</c>.</summary>
    public static FrozenSet<string> Attributes { get; } = Set(
        "align alt cite colspan datetime dir height href hreflang lang open reversed rowspan scope span src start title value width");

    /// <summary>Attributes that hold one address.</summary>
    public static FrozenSet<string> Addresses { get; } = Set("cite href src");

    /// <summary>Elements whose start ends an open paragraph (HTML, 13.2.6.4.7).</summary>
    public static FrozenSet<string> EndsParagraph { get; } = Set(
        "address article aside blockquote details div dl dt dd li figcaption figure h1 h2 h3 h4 h5 h6 hr ol p pre section summary table ul");

    /// <summary>Elements beyond which the start of an item of a list ends none (HTML, 13.2.4.2, "special", but for address, div and p).</summary>
    public static FrozenSet<string> HoldsItems { get; } = Set(
        "article aside blockquote caption dd details dl dt figcaption figure h1 h2 h3 h4 h5 h6 li ol pre section summary table tbody td tfoot th thead tr ul");

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
