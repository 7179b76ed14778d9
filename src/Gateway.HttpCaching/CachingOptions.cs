using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Gateway.HttpCaching.Storing;

namespace Gateway.HttpCaching;

/// <summary>How the shared cache uses the freedom that the RFCs leave it. The defaults follow them to the letter.</summary>
public sealed record CachingOptions
{
    /// <summary>The defaults.</summary>
    public static CachingOptions Default { get; } = new();

    /// <summary>Name of the cache in <c>Cache-Status</c> (RFC 9211 §2): a token. Default <c>gateway</c>.</summary>
    [Required]
    [RegularExpression("[A-Za-z][A-Za-z0-9._-]{0,63}")]
    public string Name { get; init; } = "gateway";

    /// <summary>Targeted fields obeyed in place of <c>Cache-Control</c>, the most specific first (RFC 9213 §2.2). Default <c>CDN-Cache-Control</c>.</summary>
    [MaxLength(8)]
    public ImmutableArray<string> TargetedFields { get; init; } = ["CDN-Cache-Control"];

    /// <summary>Part of the time since <c>Last-Modified</c> for which a response without lifetime is fresh (RFC 9111 §4.2.2). 0 to 1, default 0.1; 0 is never.</summary>
    [Range(0.0, 1.0)]
    public double HeuristicFraction { get; init; } = 0.1;

    /// <summary>The longest such lifetime. 0 to 30 days, default one day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan HeuristicLimit { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long past its lifetime a response is still served while its origin cannot be reached, where the origin said nothing
    /// of it (RFC 9111 §4.2.4; never against <c>must-revalidate</c> and its like). 0 to 30 days, default one day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StaleWhenDisconnected { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Whether directives of requests (RFC 9111 §5.2.1) are followed. They are advice; without them nobody can make the origin
    /// work by asking. <c>only-if-cached</c> and <c>no-store</c> are followed always. Default true.
    /// </summary>
    public bool HonorRequestDirectives { get; init; } = true;

    /// <summary>What becomes of responses with <c>Set-Cookie</c> (RFC 9111 §7.3). Default <see cref="SetCookieStorage.ExplicitlyFresh"/>.</summary>
    [EnumDataType(typeof(SetCookieStorage))]
    public SetCookieStorage SetCookie { get; init; } = SetCookieStorage.ExplicitlyFresh;

    /// <summary>
    /// Whether a conditional request that meets nothing stored goes on without its <c>If-None-Match</c> and
    /// <c>If-Modified-Since</c>, so that the answer can be stored; the client's conditions are then judged on it. Without it
    /// clients that only ever poll would never fill the cache. Default true.
    /// </summary>
    public bool FillOnConditionalMiss { get; init; } = true;

    /// <summary>
    /// Whether a stored response that varies by <c>Accept-Language</c> also answers a request whose most wanted language is the
    /// response's only <c>Content-Language</c> (RFC 9111 §4.1 on preference; RFC 9110 §12.5.4). Default true.
    /// </summary>
    public bool MatchContentLanguage { get; init; } = true;

    /// <summary>Whether answers to <c>POST</c> with a lifetime and their own address as <c>Content-Location</c> are kept for <c>GET</c> (RFC 9110 §9.3.3). Default true.</summary>
    public bool StorePost { get; init; } = true;

    /// <summary>
    /// Fields that the proxy fills from the connection, so that no two clients can be told to have sent the same: a response that
    /// varies by one of them varies by everything. Default <c>X-Forwarded-For</c>.
    /// </summary>
    [MaxLength(8)]
    public ImmutableArray<string> ConnectionFields { get; init; } = ["X-Forwarded-For"];

    /// <summary>The most ranges answered in one response; a request for more gets the whole (RFC 9110 §14.2, §17.15). 1 to 100, default 16.</summary>
    [Range(1, 100)]
    public int MaximumRanges { get; init; } = 16;

    /// <summary>The most entity tags of stored variants sent along with a request that none of them matches (RFC 9111 §4.3.1). 0 to 32, default 8.</summary>
    [Range(0, 32)]
    public int MaximumVariantTags { get; init; } = 8;
}
