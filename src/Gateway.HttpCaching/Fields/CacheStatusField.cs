using System.Collections.Frozen;
using System.Globalization;
using Gateway.HttpCaching.Reuse;

namespace Gateway.HttpCaching.Fields;

/// <summary>What is said of a request that went to the origin (RFC 9211 §2).</summary>
/// <param name="Reason"><c>fwd</c>.</param>
/// <param name="Status"><c>fwd-status</c>: the origin's, where it is not the one that the client gets; null to leave it out.</param>
/// <param name="Stored"><c>stored</c>.</param>
/// <param name="Collapsed"><c>collapsed</c>: the request waited for another's answer.</param>
/// <param name="Detail"><c>detail</c>, a token; null for none.</param>
public readonly record struct ForwardStatus(ForwardReason Reason, int? Status = null, bool Stored = false, bool Collapsed = false, string? Detail = null);

/// <summary>Writes <c>Cache-Status</c> (RFC 9211): one member of the list, to be appended to what other caches wrote.</summary>
public sealed class CacheStatusField
{
    private const int KnownLifetimes = 4096;
    private static readonly FrozenDictionary<ForwardReason, string> Reasons = new Dictionary<ForwardReason, string>
    {
        [ForwardReason.Bypass] = "bypass",
        [ForwardReason.Method] = "method",
        [ForwardReason.UriMiss] = "uri-miss",
        [ForwardReason.VaryMiss] = "vary-miss",
        [ForwardReason.Request] = "request",
        [ForwardReason.Stale] = "stale",
        [ForwardReason.Partial] = "partial",
    }.ToFrozenDictionary();

    private readonly string _name;
    private readonly string?[] _hits = new string?[KnownLifetimes];
    private readonly FrozenDictionary<ForwardReason, string> _misses;

    /// <summary>For a cache.</summary>
    /// <param name="name">A token, <see cref="CachingOptions.Name"/>.</param>
    public CacheStatusField(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
        OnlyIfCached = name + "; detail=only-if-cached";
        _misses = Reasons.ToFrozenDictionary(r => r.Key, r => $"{name}; fwd={r.Value}");
    }

    /// <summary>Nothing stored answers, and the client wants nothing else (504).</summary>
    public string OnlyIfCached { get; }

    /// <summary>A stored response, used as it is (§2.1). Of lifetimes up to 4,095 seconds the text is made once.</summary>
    /// <param name="ttl">How long it will be fresh (§2.4), whole seconds; below zero where it is stale.</param>
    public string Hit(TimeSpan ttl)
    {
        var seconds = (long)Math.Floor(ttl.TotalSeconds);
        return seconds is >= 0 and < KnownLifetimes ? _hits[seconds] ??= Text(seconds) : Text(seconds);
    }

    /// <summary>An answer of the origin's, or a stored one that the origin confirmed or failed to replace.</summary>
    public string Forwarded(in ForwardStatus status)
    {
        var head = _misses.GetValueOrDefault(status.Reason) ?? _name;
        if (status is { Status: null, Stored: false, Collapsed: false, Detail: null })
            return head;

        return string.Concat(
            head,
            status.Status is { } code ? "; fwd-status=" + code.ToString(CultureInfo.InvariantCulture) : "",
            (status.Stored ? "; stored" : "") + (status.Collapsed ? "; collapsed" : ""),
            status.Detail is { } detail && HttpList.IsToken(detail) ? "; detail=" + detail : "");
    }

    private string Text(long seconds) => string.Create(CultureInfo.InvariantCulture, $"{_name}; hit; ttl={seconds}");
}
