using System.Text;
using Gateway.Contracts.Articles;
using Gateway.Contracts.Topics;
using Gateway.Origin.Addresses;
using Gateway.Origin.Answers;
using Gateway.Syndication;
using Gateway.Syndication.Topics;

namespace Gateway.Origin.Articles;

/// <summary>The <c>Link</c> field of an article (RFC 8288).</summary>
internal static class ArticleLinks
{
    // Proxies refuse heads over 8 KB, and this is one field of many.
    private const int GreatestLength = 4_096;

    /// <summary>The path of a representation, as the gateway's public address has it.</summary>
    public static string Path(string slug, ArticleFormat format, Publication publication) =>
        BasePath(publication) + "/news/" + Uri.EscapeDataString(slug) + format.Suffix();

    /// <summary>The path of the public address, without a trailing slash: empty for most.</summary>
    public static string BasePath(Publication publication) => publication.PublicUrl.AbsolutePath.TrimEnd('/');

    /// <summary>
    /// The source, then all other representations, then the feeds that carry the article: as many as fit into 4 KB, in one
    /// format of each before the second of any.
    /// </summary>
    public static string Of(ArticleHeader header, ArticleCard card, ArticleFormat chosen, Publication publication)
    {
        var links = new StringBuilder(1024);
        if (card.CanonicalSource is { } source)
            Add($"<{HeaderText.Reference(source)}>; rel=\"canonical\"");

        foreach (var format in Enum.GetValues<ArticleFormat>())
        {
            if (format != chosen)
                Add($"<{publication.ArticleAddress(header.Slug)}{format.Suffix()}>; rel=\"alternate\"; type=\"{format.MediaType()}\"");
        }

        var feeds = header.Topics.Select(topic => TopicKey.Parse(topic.Key)).OfType<TopicKey>().Select(key => publication.Address(key.Path)).ToList();
        foreach (var format in (ReadOnlySpan<FeedFormat>)[FeedFormat.Atom, FeedFormat.Rss, FeedFormat.Json])
        {
            foreach (var feed in feeds)
            {
                if (!Add($"<{feed}{format.Suffix()}>; rel=\"alternate\"; type=\"{format.MediaType()}\""))
                    return links.ToString();
            }
        }

        return links.ToString();

        bool Add(string link)
        {
            if (links.Length + link.Length + 2 > GreatestLength)
                return false;

            links.Append(links.Length == 0 ? "" : ", ").Append(link);
            return true;
        }
    }
}
