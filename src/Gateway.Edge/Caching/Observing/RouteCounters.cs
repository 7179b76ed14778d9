using Gateway.HttpCaching.Store;

namespace Gateway.Edge.Caching.Observing;

/// <summary>What is counted of one route's requests.</summary>
internal sealed class RouteCounters(string route)
{
    public string Route => route;

    public StripedCounter Hits { get; } = new();

    public StripedCounter NotModified { get; } = new();

    public StripedCounter Stale { get; } = new();

    public StripedCounter Misses { get; } = new();

    public StripedCounter Coalesced { get; } = new();

    public StripedCounter Fills { get; } = new();

    public StripedCounter Revalidated { get; } = new();

    public StripedCounter Passed { get; } = new();

    public void Hit(bool isNotModified, bool isStale)
    {
        Hits.Increment();
        if (isNotModified)
            NotModified.Increment();
        if (isStale)
            Stale.Increment();
    }
}
