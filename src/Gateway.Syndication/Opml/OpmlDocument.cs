namespace Gateway.Syndication.Opml;

/// <summary>A subscription list.</summary>
public sealed record OpmlDocument
{
    /// <summary>Plain text.</summary>
    public required string Title { get; init; }

    /// <summary>When the list changed last; null where that is not known.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Plain text; null for none.</summary>
    public string? Owner { get; init; }

    /// <summary>Read once, while writing.</summary>
    public required IEnumerable<OpmlGroup> Groups { get; init; }
}

/// <summary>Feeds of one kind. Groups without a feed are left out.</summary>
/// <param name="Text">The kind, plain text.</param>
/// <param name="Feeds">Its feeds; read once, while writing.</param>
public sealed record OpmlGroup(string Text, IEnumerable<OpmlFeed> Feeds);

/// <summary>A feed to subscribe to.</summary>
/// <param name="Title">Plain text.</param>
/// <param name="FeedUrl">The feed's absolute address.</param>
/// <param name="PageUrl">The absolute address of its page for people.</param>
/// <param name="Language">BCP 47; null where it is not known.</param>
public sealed record OpmlFeed(string Title, string FeedUrl, string PageUrl, string? Language = null);
