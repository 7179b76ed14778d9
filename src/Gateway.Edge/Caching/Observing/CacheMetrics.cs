using System.Diagnostics.Metrics;
using Gateway.HttpCaching.Store;

namespace Gateway.Edge.Caching.Observing;

/// <summary>What the cache counts: meter <c>Gateway.Edge.Cache</c>.</summary>
internal sealed class CacheMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Gateway.Edge.Cache";

    private readonly StripedCounter _hits = new();
    private readonly StripedCounter _notModified = new();
    private readonly StripedCounter _stale = new();
    private readonly StripedCounter _misses = new();
    private readonly StripedCounter _coalesced = new();
    private readonly StripedCounter _fills = new();
    private readonly StripedCounter _revalidated = new();
    private readonly StripedCounter _passed = new();
    private readonly Counter<long> _outcomes;

    public CacheMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        Count(meter, "gateway.cache.hits", _hits, "Requests answered from what is stored.");
        Count(meter, "gateway.cache.not_modified", _notModified, "Of these, answered with 304.");
        Count(meter, "gateway.cache.stale", _stale, "Of these, answered with what was stale.");
        Count(meter, "gateway.cache.misses", _misses, "Requests that waited for the origin.");
        Count(meter, "gateway.cache.coalesced", _coalesced, "Of these, answered by what another had asked for.");
        Count(meter, "gateway.cache.fills", _fills, "Requests of the cache to origins.");
        Count(meter, "gateway.cache.revalidated", _revalidated, "Stored responses that their origin confirmed.");
        Count(meter, "gateway.cache.passed", _passed, "Requests that went past the cache.");
        _outcomes = meter.CreateCounter<long>("gateway.cache.stored", description: "Responses offered to the store, by outcome.");
    }

    public void Hit(bool isNotModified, bool isStale)
    {
        _hits.Increment();
        if (isNotModified)
            _notModified.Increment();
        if (isStale)
            _stale.Increment();
    }

    public void Miss() => _misses.Increment();

    public void Coalesced() => _coalesced.Increment();

    public void Fill() => _fills.Increment();

    public void Revalidated() => _revalidated.Increment();

    public void Passed() => _passed.Increment();

    public void Stored(StoreOutcome outcome) => _outcomes.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    private static void Count(Meter meter, string name, StripedCounter counter, string description) =>
        meter.CreateObservableCounter(name, () => counter.Value, description: description);
}
