using System.ComponentModel.DataAnnotations;

namespace Gateway.Origin;

/// <summary>What the origin may use: <c>Gateway:Origin</c>.</summary>
public sealed record OriginOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Origin";

    /// <summary>The configuration section of <see cref="Syndication.Articles.ArticleLimits"/>.</summary>
    public const string ArticlesSection = "Gateway:Articles";

    /// <summary>Bytes of encoded documents kept: 0 to 17,179,869,184; default 33,554,432 (32 MiB). 0 encodes anew each time.</summary>
    [Range(0L, 16L * 1024 * 1024 * 1024)]
    public long EncodedBytes { get; init; } = 32 * 1024 * 1024;
}
