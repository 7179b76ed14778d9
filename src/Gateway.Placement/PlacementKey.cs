namespace Gateway.Placement;

/// <summary>
/// The keys by which silos own what they host: the same text from a grain's key and from an address that shows it. An address
/// that shows nothing, or several things, has a key too: which silo answers it is no matter then, only that it is one.
/// </summary>
public static class PlacementKey
{
    private const string Articles = "news/";
    private const string ArticlesPath = "/news/";
    private const string IntakePath = "/api/articles/";
    private const string ArchivesSegment = "/archives/";

    // The list of all articles, which most of the other documents are made of.
    private const string Newest = "latest";

    private static readonly string[] Kinds = ["/topics", "/entities", "/sources", "/languages"];
    private static readonly string[] Suffixes = [".rss", ".atom", ".json", ".jsonld", ".md", ".txt"];

    /// <summary>An article's.</summary>
    /// <param name="slug">Its slug, in NFC.</param>
    public static string OfArticle(string slug) => Articles + slug;

    /// <summary>A topic's: its key as it is.</summary>
    /// <param name="topic">See the grain's interface: <c>latest</c>, <c>topics/{name}</c> and so on.</param>
    public static string OfTopic(string topic) => topic;

    /// <summary>Of the names of all topics of one kind.</summary>
    /// <param name="kind"><c>topics</c>, <c>entities</c>, <c>sources</c>, <c>languages</c>.</param>
    public static string OfDirectory(string kind) => "directory/" + kind;

    /// <summary>What an address shows.</summary>
    /// <param name="path">The path as sent, percent-encoded, without query.</param>
    public static string OfPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.StartsWith(ArticlesPath, StringComparison.Ordinal))
            return OfArticle(Name(WithoutSuffix(path[ArticlesPath.Length..])));
        if (path.StartsWith(IntakePath, StringComparison.Ordinal))
            return OfArticle(Name(path[IntakePath.Length..]));

        var kind = Kinds.FirstOrDefault(k => path.StartsWith(k, StringComparison.Ordinal) && (path.Length == k.Length || path[k.Length] is '/' or '.'));
        if (kind is null)
            return Newest;
        if (path.Length == kind.Length || path[kind.Length] is '.')
            return OfDirectory(kind[1..]);
        var archives = path.IndexOf(ArchivesSegment, StringComparison.Ordinal);
        return OfTopic(Name(archives > 0 ? path[1..archives] : WithoutSuffix(path[1..])));
    }

    // A source's name is a host's, with dots of its own.
    private static string WithoutSuffix(string text)
    {
        var suffix = Suffixes.FirstOrDefault(s => text.EndsWith(s, StringComparison.Ordinal));
        return suffix is null ? text : text[..^suffix.Length];
    }

    // Not brought into NFC: what is asked for in another form costs a hop between silos, no more.
    private static string Name(string encoded) => encoded.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(encoded) : encoded;
}
