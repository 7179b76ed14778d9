using Gateway.Origin.Addresses;
using Gateway.Syndication;
using Gateway.Syndication.Articles;

namespace Gateway.Origin.Publishing;

/// <summary>
/// Holds the gateway's own addresses to what they name: a record that gives another article's as its own, or a feed's, would
/// pass for that in feeds, and send its readers there.
/// </summary>
internal sealed class OwnAddresses(Publication publication)
{
    private readonly string host = Host(publication.PublicUrl);
    private readonly string basePath = publication.PublicUrl.AbsolutePath.TrimEnd('/');

    /// <summary>The member of a record that gives the address of something else here; null where none does.</summary>
    public string? Misused(Article article) =>
        IsOfAnother(article.Url, article.Slug) || IsOfNoArticle(article.Url) ? "url"
        : IsOfAnother(article.CanonicalSource, article.Slug) ? "canonical_source"
        : null;

    /// <summary>What to say of such a member.</summary>
    public static string Detail(string member) => $"{member} is the address of something else here; it stays that one's.";

    private bool IsOfAnother(string? address, string slug) => SlugOf(address) is { } other && !string.Equals(other, slug, StringComparison.Ordinal);

    private bool IsOfNoArticle(string? address) => Named(address) is not (null or Address.Unknown or Address.Malformed or Address.Article);

    /// <summary>The article here that an address leads to, in whatever spelling or format; null where it leads elsewhere.</summary>
    internal string? SlugOf(string? address) => (Named(address) as Address.Article)?.Slug;

    /// <summary>What an address names here, in whatever spelling; null where it leads elsewhere.</summary>
    private Address? Named(string? address)
    {
        if (address is null || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || !string.Equals(Host(uri), host, StringComparison.Ordinal) || !IsSamePort(uri))
            return null;

        // What leads to it by a redirect is taken for it.
        var path = uri.AbsolutePath;
        if (!path.StartsWith(basePath + "/", StringComparison.Ordinal))
            return null;
        var named = AddressParser.Parse(RequestTarget.Parse(path[basePath.Length..]));
        for (var redirects = 0; named is Address.Moved moved && redirects < 2; redirects++)
            named = AddressParser.Parse(RequestTarget.Parse(moved.Path));
        return named;
    }

    // Of an address with a scheme's own port either scheme will do: one redirects to the other wherever both are served.
    private bool IsSamePort(Uri uri) => uri.Port == publication.PublicUrl.Port || (uri.IsDefaultPort && publication.PublicUrl.IsDefaultPort);

    private static string Host(Uri uri) => uri.IdnHost.TrimEnd('.').ToLowerInvariant();
}
