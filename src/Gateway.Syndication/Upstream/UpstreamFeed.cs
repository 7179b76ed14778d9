using System.Collections.Immutable;

namespace Gateway.Syndication.Upstream;

/// <summary>How a feed is written.</summary>
public enum UpstreamFormat
{
    /// <summary>RSS 0.9x or 2.0, and whatever else in XML has items.</summary>
    Rss,

    /// <summary>RSS 0.90, 1.0 and 1.1: those in RDF.</summary>
    Rdf,

    /// <summary>Atom 0.3 or 1.0.</summary>
    Atom,

    /// <summary>JSON Feed 1.0 or 1.1.</summary>
    Json,
}

/// <summary>A feed of somebody else's. All of it is hostile: texts are plain text, contents are HTML that nobody has cleaned.</summary>
public sealed record UpstreamFeed
{
    public required UpstreamFormat Format { get; init; }

    /// <summary>Plain text.</summary>
    public string? Title { get; init; }

    /// <summary>Plain text.</summary>
    public string? Description { get; init; }

    /// <summary>The site's, absolute, http or https.</summary>
    public string? HomePage { get; init; }

    /// <summary>The feed's own as it says itself, absolute.</summary>
    public string? Self { get; init; }

    /// <summary>As written.</summary>
    public string? Language { get; init; }

    public DateTimeOffset? Updated { get; init; }

    /// <summary>Absolute.</summary>
    public string? Image { get; init; }

    public ImmutableArray<UpstreamPerson> Authors { get; init; } = [];

    public UpstreamSchedule Schedule { get; init; } = new();

    /// <summary>In the order of the document.</summary>
    public ImmutableArray<UpstreamItem> Items { get; init; } = [];
}

/// <summary>What a feed says of when it is worth asking for.</summary>
public sealed record UpstreamSchedule
{
    /// <summary>RSS 2.0 <c>ttl</c>, or <c>sy:updatePeriod</c> over <c>sy:updateFrequency</c>; null where it says neither.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>RSS 2.0 <c>skipHours</c>: 0 to 23, UTC.</summary>
    public ImmutableArray<int> SkipHours { get; init; } = [];

    /// <summary>RSS 2.0 <c>skipDays</c>, UTC.</summary>
    public ImmutableArray<DayOfWeek> SkipDays { get; init; } = [];
}

/// <summary>Whom a feed names.</summary>
/// <param name="Name">Plain text, not empty.</param>
/// <param name="Address">Absolute, http or https; null for none.</param>
public sealed record UpstreamPerson(string Name, string? Address = null);

/// <summary>A file that goes with an item.</summary>
/// <param name="Address">Absolute.</param>
/// <param name="MediaType">As written.</param>
/// <param name="Length">In bytes; null where it is not said.</param>
public sealed record UpstreamEnclosure(string Address, string? MediaType = null, long? Length = null);

/// <summary>An item of a feed.</summary>
public sealed record UpstreamItem
{
    /// <summary>Its <c>guid</c>, <c>id</c> or <c>rdf:about</c>; null where it has none.</summary>
    public string? Id { get; init; }

    /// <summary>Of what it is about, absolute, http or https.</summary>
    public string? Link { get; init; }

    /// <summary>Plain text.</summary>
    public string? Title { get; init; }

    /// <summary>HTML; null where there is none.</summary>
    public string? Content { get; init; }

    /// <summary>HTML of what introduces it, where that is not the content itself.</summary>
    public string? Summary { get; init; }

    /// <summary>What relative addresses in its HTML are relative to.</summary>
    public Uri? Base { get; init; }

    public DateTimeOffset? Published { get; init; }

    public DateTimeOffset? Updated { get; init; }

    public string? Language { get; init; }

    /// <summary>Absolute.</summary>
    public string? Image { get; init; }

    public ImmutableArray<UpstreamPerson> Authors { get; init; } = [];

    /// <summary>Plain text, each once.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    public ImmutableArray<UpstreamEnclosure> Enclosures { get; init; } = [];
}
