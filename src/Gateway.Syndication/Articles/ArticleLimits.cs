using System.ComponentModel.DataAnnotations;

namespace Gateway.Syndication.Articles;

/// <summary>Bounds of what a record may hold. Lengths are in UTF-16 code units unless they say bytes.</summary>
public sealed record ArticleLimits
{
    /// <summary>A record's JSON, in bytes: 1,024 to 67,108,864; default 2,097,152 (2 MiB). Of a larger body feeds and pages show about the first 4,000,000 characters.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int RecordBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Nesting of the JSON: 4 to 256; default 32.</summary>
    [Range(4, 256)]
    public int Depth { get; init; } = 32;

    /// <summary>The title: 1 to 10,000; default 1,000.</summary>
    [Range(1, 10_000)]
    public int TitleLength { get; init; } = 1_000;

    /// <summary>The summary: 1 to 100,000; default 10,000.</summary>
    [Range(1, 100_000)]
    public int SummaryLength { get; init; } = 10_000;

    /// <summary>An address: 100 to 16,000; default 2,048.</summary>
    [Range(100, 16_000)]
    public int AddressLength { get; init; } = 2_048;

    /// <summary>Topics of an article: 0 to 1,000; default 100.</summary>
    [Range(0, 1_000)]
    public int Topics { get; init; } = 100;

    /// <summary>Entities of an article: 0 to 1,000; default 100.</summary>
    [Range(0, 1_000)]
    public int Entities { get; init; } = 100;

    /// <summary>Authors of an article: 0 to 1,000; default 100.</summary>
    [Range(0, 1_000)]
    public int Authors { get; init; } = 100;

    /// <summary>The name of a topic, an entity or an author: 1 to 1,000; default 200.</summary>
    [Range(1, 1_000)]
    public int NameLength { get; init; } = 200;
}
