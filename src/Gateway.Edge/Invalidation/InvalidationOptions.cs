using System.ComponentModel.DataAnnotations;

namespace Gateway.Edge.Invalidation;

/// <summary>How the edge hears of changes: <c>Gateway:Edge:Invalidation</c>.</summary>
public sealed class InvalidationOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Gateway:Edge:Invalidation";

    /// <summary>
    /// How long a publisher's 2xx waits for the cache to refresh what it changed; what is not refreshed by then is
    /// revalidated before use. 00:00:00 to 00:00:10; default 00:00:00.250.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Hold { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How long a silo's stream may be silent before it counts as broken, and with it all that the silo answered as stale.
    /// A silo says something every <c>Gateway:Changes:Heartbeat</c>: several times that. 00:00:01 to 00:05:00; default 00:00:05.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The wait before a broken stream is opened again, about: doubled with each failure, up to 16 times. 00:00:00.01 to
    /// 00:00:30; default 00:00:00.1.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:30")]
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(100);
}
