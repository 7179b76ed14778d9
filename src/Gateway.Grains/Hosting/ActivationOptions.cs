using System.ComponentModel.DataAnnotations;

namespace Gateway.Grains.Hosting;

/// <summary>How much of the articles stays in memory. Configuration section <c>Gateway:Activations</c>.</summary>
public sealed class ActivationOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gateway:Activations";

    /// <summary>Bytes of activated articles on a silo: 1 MiB to 64 GiB; default 67,108,864 (64 MiB).</summary>
    [Range(1L * 1024 * 1024, 64L * 1024 * 1024 * 1024)]
    public long ArticleBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How long an article that nobody asks for stays activated: 1 min to 1 day; default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan ArticleAge { get; set; } = TimeSpan.FromMinutes(5);
}
