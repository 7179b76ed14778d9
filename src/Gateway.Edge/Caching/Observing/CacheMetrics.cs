using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.HttpCaching.Store;

namespace Gateway.Edge.Caching.Observing;

/// <summary>What the cache counts, by route: meter <c>Gateway.Edge.Cache</c>.</summary>
internal sealed class CacheMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Gateway.Edge.Cache";

    private readonly ConcurrentDictionary<string, RouteCounters> _routes = new(StringComparer.Ordinal);
    private readonly Meter _meter;
    private readonly Counter<long> _outcomes;
    private readonly Histogram<double> _afterChange;
    private readonly Histogram<double> _publishHeld;

    public CacheMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        Count("gateway.cache.hits", "Requests answered from what is stored.", static r => r.Hits);
        Count("gateway.cache.not_modified", "Hits answered with 304.", static r => r.NotModified);
        Count("gateway.cache.stale", "Requests answered with what was stale.", static r => r.Stale);
        Count("gateway.cache.misses", "Requests that waited for the origin.", static r => r.Misses);
        Count("gateway.cache.coalesced", "Misses answered by what another had asked for.", static r => r.Coalesced);
        Count("gateway.cache.fills", "Requests of the cache to origins.", static r => r.Fills);
        Count("gateway.cache.revalidated", "Stored responses that their origin confirmed.", static r => r.Revalidated);
        Count("gateway.cache.passed", "Requests that went past the cache.", static r => r.Passed);
        _outcomes = _meter.CreateCounter<long>("gateway.cache.stored", description: "Responses offered to the store, by outcome.");
        _afterChange = _meter.CreateHistogram<double>(
            "gateway.cache.served_after_change", "s", "Age, since its change at the origin, of what was still served.", tags: null, Seconds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3_600, 86_400));
        _publishHeld = _meter.CreateHistogram<double>(
            "gateway.cache.publish.held", "s", "How long publishers' 2xx waited until the cache no longer served what was before.", tags: null, Seconds(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1));
    }

    /// <summary>The counters of a route; of "none" where it is not known.</summary>
    public RouteCounters Of(string? route) => _routes.GetOrAdd(route ?? "none", static r => new RouteCounters(r));

    public void Stored(StoreOutcome outcome) => _outcomes.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));

    /// <summary>A response was served that had changed at the origin.</summary>
    public void ServedAfterChange(TimeSpan age) => _afterChange.Record(age.TotalSeconds);

    /// <summary>A publisher's 2xx waited for the cache.</summary>
    public void PublishHeld(TimeSpan time) => _publishHeld.Record(time.TotalSeconds);

    /// <summary>Reports what the store holds.</summary>
    public void Watch(Func<StoreStatistics> statistics, Func<int> fills, Func<long> arriving)
    {
        _meter.CreateObservableUpDownCounter("gateway.cache.bytes", () => statistics().Bytes, "By", "Memory of stored responses.");
        _meter.CreateObservableUpDownCounter("gateway.cache.capacity", () => statistics().Capacity, "By", "Memory that they may take.");
        _meter.CreateObservableUpDownCounter("gateway.cache.entries", () => statistics().Entries, description: "Addresses stored.");
        _meter.CreateObservableUpDownCounter("gateway.cache.fills.active", fills, description: "Requests to origins under way that others may join.");
        _meter.CreateObservableUpDownCounter("gateway.cache.arriving", arriving, "By", "Memory of answers that still arrive.");
        _meter.CreateObservableCounter("gateway.cache.admissions", () => statistics().Admissions, description: "New addresses that earned a place.");
        _meter.CreateObservableCounter("gateway.cache.rejections", () => statistics().Rejections, description: "New addresses that left again, all others being asked for more often.");
        _meter.CreateObservableCounter("gateway.cache.evictions", () => statistics().Evictions, description: "Addresses that gave way to others.");
        _meter.CreateObservableCounter("gateway.cache.variant_evictions", () => statistics().VariantEvictions, description: "Variants that gave way to others of their address.");
        _meter.CreateObservableCounter("gateway.cache.removals", () => statistics().Removals, description: "Addresses removed or purged.");
    }

    // Without them the bounds are made for milliseconds, and all lies below the first.
    private static InstrumentAdvice<double> Seconds(params double[] bounds) => new() { HistogramBucketBoundaries = bounds };

    private void Count(string name, string description, Func<RouteCounters, StripedCounter> counter) =>
        _meter.CreateObservableCounter(
            name, () => _routes.Values.Select(r => new Measurement<long>(counter(r).Value, new KeyValuePair<string, object?>("route", r.Route))), description: description);
}
