using System.ComponentModel.DataAnnotations;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Storing;

namespace Gateway.Edge.Caching;

/// <summary>The edge's shared cache: <c>Gateway:Cache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Gateway:Cache";

    /// <summary>Whether there is a cache; without it every request goes to the origin. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Memory for stored responses, in bytes: 1,048,576 (1 MiB) to 1,099,511,627,776 (1 TiB); default 268,435,456 (256 MiB). A
    /// quarter of it, 64 MiB at most, is left for what filling the cache leaves behind until it is collected.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long Capacity { get; set; } = 256L << 20;

    /// <summary>
    /// The largest content that is stored, in bytes; larger answers stream through. 1,024 to 1,073,741,824 (1 GiB); default
    /// 16,777,216 (16 MiB). An eighth of <see cref="Capacity"/> is the most in any case.
    /// </summary>
    [Range(1_024L, 1L << 30)]
    public long LargestAnswer { get; set; } = 16L << 20;

    /// <summary>
    /// Memory for answers that are still arriving, all together, in bytes; what comes beyond it streams through without being
    /// stored. 1,048,576 to 68,719,476,736; default 67,108,864 (64 MiB).
    /// </summary>
    [Range(1L << 20, 1L << 36)]
    public long ArrivingBytes { get; set; } = 64L << 20;

    /// <summary>Variants (<c>Vary</c>) that are kept of one address: 1 to 1,024; default 32.</summary>
    [Range(1, 1_024)]
    public int MaximumVariants { get; set; } = 32;

    /// <summary>
    /// How long a request waits for the answer that another one like it has asked for before it asks the origin itself:
    /// 00:00:00 to 00:05:00; default 00:00:10.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan FollowerPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an address whose answer could not be shared is asked for without waiting for others: 00:00:00 to 01:00:00;
    /// default 00:01:00.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan UncacheableMemory { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far an answer that is not stored may run ahead of its slowest reader, in bytes: 16,384 to 16,777,216; default
    /// 262,144.
    /// </summary>
    [Range(16_384, 16 << 20)]
    public int Window { get; set; } = 256 << 10;

    /// <summary>
    /// How long one reader may hold up the others of such an answer before it is cut off: 00:00:00.1 to 00:10:00; default
    /// 00:00:10.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan SlowReaderPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// After an origin has failed: for how long stored responses that may be served meanwhile are, without asking it again.
    /// Where it cannot be reached at all, one request after each such time finds out whether that is so still.
    /// 00:00:00 to 00:01:00; default 00:00:01.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan FailureMemory { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a request waits for an origin that says nothing, where a stored response may be served in its place
    /// (<c>stale-if-error</c>) that is not known to have changed. 00:00:00.1 to 00:05:00; default 00:00:05.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan OriginPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long past its lifetime a stored response is still served while its origin cannot be reached, where the origin said
    /// nothing of it (RFC 9111 §4.2.4): neither <c>stale-if-error</c> nor <c>must-revalidate</c>, <c>s-maxage</c> or their like.
    /// 00:00:00 to 30.00:00:00; default 1.00:00:00 (one day).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StaleWhenDisconnected { get; set; } = CachingOptions.Default.StaleWhenDisconnected;

    /// <summary>
    /// For how long a response that was changed at the origin is still served while it is refreshed, where it is asked for
    /// often: 00:00:00 to 00:00:10; default 00:00:00.250.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RefreshGrace { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A response is refreshed at once when it changes if it was asked for within this time: 00:00:00 to 01:00:00; default 00:00:10.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan HotWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Refreshes under way at once: 1 to 1,000; default 16.</summary>
    [Range(1, 1_000)]
    public int ConcurrentRefreshes { get; set; } = 16;

    /// <summary>
    /// Whether <c>Cache-Control</c> of requests is followed beyond <c>no-store</c> and <c>only-if-cached</c> (RFC 9111 §5.2.1).
    /// Without it nobody can make the origin work by asking. Default true.
    /// </summary>
    public bool HonorRequestDirectives { get; set; } = true;

    /// <summary>
    /// Which answers that set a cookie are stored, see <see cref="SetCookieStorage"/>; default <c>ExplicitlyFresh</c>. Before
    /// an application with sessions whose answers say carelessly how long they are fresh, choose a stricter one: a stored
    /// cookie goes to every reader.
    /// </summary>
    [EnumDataType(typeof(SetCookieStorage))]
    public SetCookieStorage SetCookie { get; set; } = SetCookieStorage.ExplicitlyFresh;

    /// <summary>What the store itself may take.</summary>
    internal long StoreCapacity => Capacity - Math.Min(Capacity / 4, 64L << 20);
}
