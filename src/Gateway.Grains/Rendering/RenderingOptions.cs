using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Gateway.Grains.Rendering;

/// <summary>How much memory a silo spends on what can be built again.</summary>
public sealed class RenderingOptions
{
    /// <summary>Rendered articles, in bytes: 1 MiB to 1 TiB; default 64 MiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long ArticleCacheBytes { get; set; } = 64L << 20;

    /// <summary>Feed documents, in bytes: 1 MiB to 1 TiB; default 64 MiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long DocumentCacheBytes { get; set; } = 64L << 20;

    /// <summary>Index pages, in bytes: 1 MiB to 1 TiB; default 16 MiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long PageCacheBytes { get; set; } = 16L << 20;

    /// <summary>Articles that one document reads at a time: 1 to 200; default 16.</summary>
    [Range(1, 200)]
    public int ParallelReads { get; set; } = 16;
}

/// <summary>Checks <see cref="RenderingOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class RenderingOptionsValidator : IValidateOptions<RenderingOptions>;
