using Gateway.Edge.Caching.Answers;
using Gateway.Edge.Caching.Changes;
using Gateway.Edge.Caching.Direct;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Fills;
using Gateway.Edge.Caching.Observing;
using Gateway.Edge.Forwarding.Outages;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Edge.Caching;

/// <summary>
/// The shared cache (RFC 9111): answers from what is stored, else joins or starts a fill. A fresh hit runs through
/// <see cref="InvokeAsync"/> without a state machine.
/// </summary>
internal sealed class SharedCache
{
    private readonly CachingOptions _rules;
    private readonly CacheOptions _options;
    private readonly TimeProvider _time;
    private readonly CacheMetrics _metrics;
    private readonly CacheStatusField _status;
    private readonly StoredAnswerWriter _stored;
    private readonly PassThrough _passThrough;
    private readonly MissHandler _misses;

    // Each look finds something stored since the last, by a race; whoever loses so many asks alone.
    private const int MostLooks = 4;

    private bool _standsBehindRouting;

    public SharedCache(IOptions<CacheOptions> options, TimeProvider time, IServiceScopeFactory scopes, CacheMetrics metrics, OriginHealth origins, ILogger<SharedCache> logger)
    {
        (_options, _time, _metrics) = (options.Value, time, metrics);
        _rules = CachingOptions.Default with { HonorRequestDirectives = _options.HonorRequestDirectives, SetCookie = _options.SetCookie, StaleWhenDisconnected = _options.StaleWhenDisconnected };
        _status = new CacheStatusField(_rules.Name);
        Store = new ResponseStore<EntryKey, CachedResponse>(
            new ResponseStoreOptions { Capacity = _options.StoreCapacity, MaximumVariants = _options.MaximumVariants }, EntryKey.Weigh);
        Changes = new ChangeLedger();
        var keeper = new EntryKeeper(Store, Changes, _rules, time, metrics);
        Services = new FillServices(_options, _rules, time, scopes, metrics, logger) { Store = Store, Keeper = keeper, Changes = Changes, Origins = origins };
        Fills = new FillTable(Services);
        metrics.Watch(() => Store.Statistics, () => Fills.Count, () => Services.Budget.Taken + Services.Lingering.Held);
        var encodings = new Encodings(Store);
        _stored = new StoredAnswerWriter(_rules, encodings);
        Direct = new DirectHits(Store, encodings, _status, _rules, metrics) { IsOff = !_options.Enabled };
        _passThrough = new PassThrough(Services, _status);
        _misses = new MissHandler(Services, Fills, _stored, _status);
    }

    public ResponseStore<EntryKey, CachedResponse> Store { get; }

    public ChangeLedger Changes { get; }

    public FillTable Fills { get; }

    public FillServices Services { get; }

    /// <summary>What is answered before the server has parsed it.</summary>
    public DirectHits Direct { get; }

    /// <summary>Whether targets alone do not choose routes, so that the cache must stand behind routing.</summary>
    public bool StandsBehindRouting
    {
        get => Volatile.Read(ref _standsBehindRouting);
        set
        {
            Volatile.Write(ref _standsBehindRouting, value);
            Direct.IsOff = value || !_options.Enabled;
        }
    }

    /// <summary>The routes that keys may name; null for none.</summary>
    public IReadOnlyList<string?> Routes
    {
        get => Services.Routes;
        set => Services.Routes = value;
    }

    /// <summary>Answers a request.</summary>
    /// <param name="context">The client's.</param>
    /// <param name="next">What comes after the cache.</param>
    /// <param name="route">The route, where it belongs to the key.</param>
    public Task InvokeAsync(HttpContext context, RequestDelegate next, string? route) => LookAsync(context, next, route, looks: 1);

    private Task LookAsync(HttpContext context, RequestDelegate next, string? route, int looks)
    {
        var message = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var headers = message.Headers;
        var mayHaveContent = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
        var request = RequestFacts.Read(message.Method, headers, _rules, mayHaveContent);
        if (!_options.Enabled || !EntryKey.TryRead(message, route, out var read))
        {
            var changed = request.IsUnsafe ? EntryKey.OfChange(message, route) : null;
            return _passThrough.RunAsync(context, next, request, changed, new ReuseDecision(ReuseKind.Forward, ForwardReason.Bypass));
        }

        var key = read.Value;
        // What is built from another spelling (X-Forwarded-Host, a redirect) would be given to all who ask by this one.
        if (!string.Equals(headers.Host, key.Address.Host, StringComparison.Ordinal))
            headers.Host = key.Address.Host;
        var now = _time.GetUtcNow();
        if (request.Method > RequestMethod.Head)
            return _passThrough.RunAsync(context, next, request, key, ReusePolicy.Decide(request, headers, null, hasVariants: false, _rules, now));

        var variants = Store.Find(key);
        var entry = VariantSelection.Select(variants, headers, _rules);
        // An origin that varies by what it never gets to see has one answer for all.
        if (entry is null && ForwardedFields.RemoveSteering(headers) && variants.Length > 0)
            entry = VariantSelection.Select(variants, headers, _rules);
        var facts = entry?.FactsAt(now);
        var decision = ReusePolicy.Decide(request, headers, facts, variants.Length > 0, _rules, now);
        if (entry is not null && decision.Kind == ReuseKind.Revalidate && now.UtcTicks < entry.FailedUntilTicks
            && decision.Reason == ForwardReason.Stale && ReusePolicy.MayServeAfter(entry.Failure, request, entry.Facts, now))
        {
            decision = new ReuseDecision(ReuseKind.ServeStale);
        }

        switch (decision.Kind)
        {
            case ReuseKind.ServeFresh or ReuseKind.ServeStale:
                entry!.Use(now.UtcTicks); // Decided on it, so it is there.
                var written = _stored.WriteAsync(context, request, entry, _status.Hit(facts!.Remaining(now)), now, out var isNotModified);
                entry.Counters.Hit(isNotModified, decision.Kind == ReuseKind.ServeStale);
                if (entry.ChangedTicks is not 0 and var changed)
                    _metrics.ServedAfterChange(TimeSpan.FromTicks(now.UtcTicks - changed));
                if (decision.RevalidateBehind)
                    _misses.RevalidateBehind(context, entry, now);
                return written;
            case ReuseKind.GatewayTimeout:
                context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
                context.Response.Headers["Cache-Status"] = _status.OnlyIfCached;
                context.Response.Headers.CacheControl = "no-store";
                return Task.CompletedTask;
            default:
                ForwardedFields.RemoveSteering(headers);
                return decision.Reason == ForwardReason.Bypass
                    ? _passThrough.RunAsync(context, next, request, key, decision)
                    : AnswerMissAsync(context, next, route, key, request, decision, entry, looks);
        }
    }

    private async Task AnswerMissAsync(HttpContext context, RequestDelegate next, string? route, EntryKey key, RequestFacts request, ReuseDecision decision, CachedResponse? entry, int looks)
    {
        if (!await _misses.AnswerAsync(context, key, request, decision, entry, isLast: looks == MostLooks))
            await LookAsync(context, next, route, looks + 1);
    }
}
