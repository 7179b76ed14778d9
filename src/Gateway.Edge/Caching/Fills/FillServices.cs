using Gateway.Edge.Caching.Changes;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Observing;
using Gateway.Edge.Forwarding.Outages;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Store;
using Gateway.Trust;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Edge.Caching.Fills;

/// <summary>What fills share.</summary>
internal sealed class FillServices(CacheOptions options, CachingOptions rules, TimeProvider time, IServiceScopeFactory scopes, CacheMetrics metrics, ILogger logger)
{
    public CacheOptions Options { get; } = options;

    public CachingOptions Rules { get; } = rules;

    public TimeProvider Time { get; } = time;

    public IServiceScopeFactory Scopes { get; } = scopes;

    public CacheMetrics Metrics { get; } = metrics;

    public ILogger Logger { get; } = logger;

    public ArrivingBudget Budget { get; } = new(options.ArrivingBytes);

    /// <summary>As many bytes again for clients that take long to read what has arrived.</summary>
    public LingeringBodies Lingering { get; } = new(options.ArrivingBytes);

    /// <summary>When what went wrong in fills, beside what origins do, is told.</summary>
    public OnceAMinute Telling { get; } = new(time);

    public DesertedFills Deserted { get; } = new();

    public FillGarbage Garbage { get; } = new(options.Capacity, Collections.Count, new Collections().Collect);

    public UncacheableKeys Uncacheable { get; } = new(options.UncacheableMemory, time);

    public required ResponseStore<EntryKey, CachedResponse> Store { get; init; }

    public required EntryKeeper Keeper { get; init; }

    public required ChangeLedger Changes { get; init; }

    public required OriginHealth Origins { get; init; }

    /// <summary>The routes that keys may name; null for none.</summary>
    public IReadOnlyList<string?> Routes { get; set; } = [null];

    /// <summary>Names of the fields by which routes are chosen, where targets alone do not.</summary>
    public IReadOnlyList<string> RoutingFields { get; set; } = [];

    /// <summary>All that comes after the cache: routing, the proxy. Set once when the application is built.</summary>
    public RequestDelegate Pipeline { get; set; } = static _ => throw new InvalidOperationException("The cache has no place in a pipeline.");
}
