using System.ComponentModel.DataAnnotations;

namespace Gateway.Syndication.Upstream;

/// <summary>How much of a feed is taken.</summary>
public sealed record UpstreamLimits
{
    /// <summary>Items, the first ones: 1 to 100,000; default 1,000.</summary>
    [Range(1, 100_000)]
    public int Items { get; init; } = 1_000;

    /// <summary>Persons, categories and enclosures of an item, of each kind: 1 to 1,000; default 50.</summary>
    [Range(1, 1_000)]
    public int Parts { get; init; } = 50;

    /// <summary>A title, name or address, in characters; what is longer is cut, or as an address left out: 100 to 100,000; default 2,000.</summary>
    [Range(100, 100_000)]
    public int Text { get; init; } = 2_000;

    /// <summary>The content of an item, in characters; longer ones are cut: 1,000 to 67,108,864; default 2,000,000.</summary>
    [Range(1_000, 64 * 1024 * 1024)]
    public int Content { get; init; } = 2_000_000;
}
