using Gateway.Edge.Caching.Entries;
using Gateway.HttpCaching.Keys;

namespace Gateway.Edge.Caching;

/// <summary>Throws away stored responses at an operator's word. What is on its way while it is told is not stored as it was.</summary>
public sealed class PurgeService
{
    private readonly SharedCache _cache;

    internal PurgeService(SharedCache cache) => _cache = cache;

    /// <summary>Throws away all variants of an address.</summary>
    /// <param name="address">The absolute address, by <c>http</c> or <c>https</c>, its path and query as clients send them.</param>
    /// <returns>How many addresses went: 0 or 1, more where several routes serve it.</returns>
    /// <exception cref="ArgumentException">It is no absolute address by HTTP.</exception>
    public int Address(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new ArgumentException("Not an absolute http or https address.", nameof(address));

        // As it was written: what the type makes of dots and escapes may be another address.
        var text = address.OriginalString;
        var authority = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var slash = text.IndexOfAny(['/', '?', '#'], authority);
        var target = slash < 0 ? "/" : text[slash..];
        var fragment = target.IndexOf('#', StringComparison.Ordinal);
        target = fragment < 0 ? target : target[..fragment];
        var key = CacheKey.Create(address.Scheme, slash < 0 ? text[authority..] : text[authority..slash], target is ['/', ..] ? target : "/" + target);
        var count = 0;
        foreach (var route in _cache.Routes)
        {
            var entry = new EntryKey(key, route);
            _cache.Changes.Purged(entry);
            count += _cache.Store.Remove(entry) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Throws away all that shows something.</summary>
    /// <param name="tag">Its key, percent-encoded: <c>topic:latest</c>, <c>article:some-slug</c>.</param>
    /// <returns>How many addresses went.</returns>
    public int Tag(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        _cache.Changes.Purged(tag);
        return _cache.Store.RemoveTagged(tag);
    }

    /// <summary>Throws away everything.</summary>
    /// <returns>How many addresses went.</returns>
    public int All()
    {
        _cache.Changes.Purged();
        return _cache.Store.Clear();
    }
}
