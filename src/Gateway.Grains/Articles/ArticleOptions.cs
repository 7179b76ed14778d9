using System.ComponentModel.DataAnnotations;

namespace Gateway.Grains.Articles;

/// <summary>How articles are served. Configuration section <c>Gateway:Articles</c>.</summary>
public sealed class ArticleOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Articles";

    /// <summary>Bytes of built representations kept on a silo: 1 MiB to 64 GiB; default 33,554,432 (32 MiB).</summary>
    [Range(1L * 1024 * 1024, 64L * 1024 * 1024 * 1024)]
    public long RepresentationCacheBytes { get; set; } = 32L * 1024 * 1024;
}
