namespace Gateway.Syndication;

/// <summary>What feeds and pages say of the publication, and where it is. Immutable for the life of a process.</summary>
public sealed record Publication
{
    /// <summary>The absolute base of every address that the gateway makes up, without a trailing slash.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>The publication's name.</summary>
    public required string Title { get; init; }

    /// <summary>One sentence about it.</summary>
    public required string Description { get; init; }

    /// <summary>BCP 47; the language of articles that name none.</summary>
    public required string Language { get; init; }

    /// <summary>Who is named as author where an article names none; null for the title.</summary>
    public string? Author { get; init; }

    /// <summary>An absolute http(s) address of a square picture; null for none.</summary>
    public Uri? Icon { get; init; }

    /// <summary>The absolute address of a path of the gateway's.</summary>
    /// <param name="path">Percent-encoded already, with or without its leading slash.</param>
    public string Address(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return PublicUrl.AbsoluteUri.TrimEnd('/') + "/" + path.TrimStart('/');
    }

    /// <summary>The gateway's own address of an article's page.</summary>
    public string ArticleAddress(string slug) => Address("news/" + Uri.EscapeDataString(slug));
}
