using Gateway.Edge.Caching.Answers;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Fills;
using Gateway.Edge.Forwarding.Outages;
using Gateway.Edge.Interim;
using Gateway.Edge.Problems;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Caching;

/// <summary>Requests that no stored response answers: each joins the fill that asks for the same, or starts one.</summary>
internal sealed class MissHandler(FillServices services, FillTable fills, StoredAnswerWriter stored, CacheStatusField status)
{
    // With others: after one that failed once more, and a few times where answers turn out to differ; then alone.
    private const int SharedAttempts = 4;
    private const int FailedAttempts = 2;

    private readonly ArrivingAnswerWriter _arriving = new(services.Rules, services.Time);

    /// <summary>Answers from the origin; false where an answer was stored since the store was looked into, so that it is to be looked into again.</summary>
    /// <param name="context">The client's.</param>
    /// <param name="key">What it asks for.</param>
    /// <param name="request">Its request.</param>
    /// <param name="decision">Why no stored response answers it.</param>
    /// <param name="entry">The one that might, once validated.</param>
    /// <param name="isLast">Whether it is to be answered whatever is stored meanwhile; it then asks for itself.</param>
    public async Task<bool> AnswerAsync(HttpContext context, EntryKey key, RequestFacts request, ReuseDecision decision, CachedResponse? entry, bool isLast)
    {
        var now = services.Time.GetUtcNow();
        var standIn = MayStandIn(request, decision, entry, now) ? entry : null;
        // For an origin that is silent only where its stored answer says so, and where nobody was told that it has changed.
        var isPatient = standIn is null || HasChanged(standIn) || !ReusePolicy.MayServeAfter(OriginFailure.Status, request, standIn.Facts, now);
        if (standIn is not null && services.Origins.OfRoute(standIn.Counters.Route) is { } origin && (isPatient ? origin.IsDown : origin.IsDownOrSilent))
        {
            if (origin.TryProbe())
                Probe(origin, context, standIn);
            await StandIn(context, request, standIn, now);
            return true;
        }

        var mayShare = !isLast && decision.MayStore && IsShareable(request) && !services.Uncacheable.Contains(key, now);
        FillRequest Ask() => FillRequest.Of(context, key, request, decision, entry);
        var (variant, isLearnt) = ((VaryKey?)null, false);
        // Or the store knows since by which fields the address varies: others already ask for this variant by its name. What was
        // learnt from an answer that is still arriving the store knows nothing of yet.
        bool IsAnswered() => (VariantSelection.Select(services.Store.Peek(key), context.Request.Headers, services.Rules) is { } found && !ReferenceEquals(found, entry))
            || (!isLearnt && !VariantOf(key, context.Request.Headers).Equals(variant));
        var failures = 0;
        for (var attempt = 0; mayShare && attempt < SharedAttempts; attempt++)
        {
            variant ??= VariantOf(key, context.Request.Headers);
            if (fills.JoinOrStart(new FillKey(key, variant), Ask, hasReader: true, IsAnswered) is not var (fill, leads))
                return false;
            if (leads)
            {
                await FinishAsync(context, request, decision, fill, isPatient ? null : standIn);
                return true;
            }

            using var seat = fill.Audience.Enter();
            if (standIn is not null && !isPatient && !await HearsAsync(fill, standIn.Counters.Route, context))
            {
                await StandIn(context, request, standIn, services.Time.GetUtcNow());
                return true;
            }

            if (await FollowAsync(fill, context) is not { } outcome)
                break;
            if (outcome is FillOutcome.Withdrawn)
                return false;
            if (outcome is FillOutcome.Stored { IsPersonal: false, Entry: { Facts.Part: null } confirmed } answer && confirmed.Facts.Variant.Matches(context.Request.Headers))
            {
                if (MayReuse(request, context.Request.Headers, answer))
                {
                    Count(fill, isCoalesced: true, outcome);
                    await WriteStored(context, request, confirmed, decision, outcome, collapsed: true);
                    return true;
                }

                // What has changed meanwhile is asked for again together, what is nobody else's to use by each.
                if (fill.IsOvertaken)
                    continue;
                break;
            }

            if (outcome is FillOutcome.Arriving { IsShared: true, Variant: { } facts } arriving)
            {
                if (!facts.Variant.Matches(context.Request.Headers))
                {
                    // Now it is known by what the answers differ: those that want the same go on together.
                    (variant, isLearnt) = (facts.ForRequest(context.Request.Headers).Variant, true);
                    if (fills.IsStale(new FillKey(key, variant), fill))
                        break;
                    continue;
                }

                using var reader = MayReuse(request, context.Request.Headers, facts) ? fill.TryRead() : null;
                if (reader is null)
                    break;
                Count(fill, isCoalesced: true, outcome);
                await _arriving.WriteAsync(
                    context, request, arriving, reader, decision with { StripConditions = true, StripRange = true },
                    status.Forwarded(new ForwardStatus(decision.Reason, Collapsed: true)), isFollower: true);
                return true;
            }

            // A leader that got nowhere is followed by one other; an answer that nobody else may have lets all go at once.
            if (outcome is not (FillOutcome.Failed or FillOutcome.Arriving { IsUnreachable: true }))
                break;
            if (++failures == FailedAttempts)
            {
                // Nor would all of them together get further.
                Count(fill, isCoalesced: true, outcome);
                var said = (outcome as FillOutcome.Arriving)?.Status ?? StatusCodes.Status502BadGateway;
                await (ProxyProblem.OfAnother(said, fill.IsOfOwnOrigin) with { CacheStatus = status.Forwarded(new ForwardStatus(decision.Reason, Collapsed: true)) }).Write(context);
                return true;
            }
        }

        if (!context.RequestAborted.IsCancellationRequested)
            await FinishAsync(context, request, decision, fills.StartAlone(Ask()), isPatient ? null : standIn);
        return true;
    }

    /// <summary>Revalidates a response that has been served stale, for nobody in particular (RFC 5861 §3).</summary>
    public void RevalidateBehind(HttpContext context, CachedResponse entry, DateTimeOffset now)
    {
        if (services.Origins.OfRoute(entry.Counters.Route) is { IsDownOrSilent: true } origin)
        {
            if (origin.TryProbe())
                Probe(origin, context, entry);
            return;
        }

        if (now.UtcTicks >= entry.FailedUntilTicks)
            Behind(context, entry);
    }

    // With nothing of the client's, whom others join: the answer is to be for all. Only its route is chosen as the client's was.
    private Fill Behind(HttpContext context, CachedResponse entry)
    {
        return fills.JoinOrStart(new FillKey(entry.Key, entry.Facts.Variant), () => FillRequest.Refreshing(entry, services.Rules, Routing()), hasReader: false).Fill;

        HeaderDictionary Routing()
        {
            var fields = new HeaderDictionary();
            foreach (var name in services.RoutingFields)
            {
                if (context.Request.Headers.TryGetValue(name, out var value))
                    fields[name] = value;
            }

            return fields;
        }
    }

    private void Probe(ClusterHealth origin, HttpContext context, CachedResponse entry)
    {
        Task done = Task.CompletedTask;
        try
        {
            done = Behind(context, entry).Done;
        }
        finally
        {
            _ = ProbeAsync(origin, done);
        }
    }

    // One that hangs is not waited for to its end: over another connection the next may get through.
    private async Task ProbeAsync(ClusterHealth origin, Task done)
    {
        await done.WaitAsync(services.Options.OriginPatience, services.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        origin.Probed();
    }

    // Stale for its age alone, or because nobody knows: what RFC 5861 §4 lets stand in for an origin that is away.
    private static bool MayStandIn(in RequestFacts request, in ReuseDecision decision, CachedResponse? entry, DateTimeOffset now) =>
        entry is not null && decision is { Kind: ReuseKind.Revalidate, Reason: ForwardReason.Stale } && ReusePolicy.MayServeAfter(OriginFailure.Unreachable, request, entry.Facts, now);

    // A publisher may have been told that it has: while the origin can still answer, its answer is waited for.
    private static bool HasChanged(CachedResponse entry) => entry.ChangedTicks != 0 || entry.Marks.MayBeOld;

    private Task StandIn(HttpContext context, in RequestFacts request, CachedResponse entry, DateTimeOffset now)
    {
        entry.Use(now.UtcTicks);
        var written = stored.WriteAsync(context, request, entry, status.Hit(entry.FactsAt(now).Remaining(now)), now, out var isNotModified);
        entry.Counters.Hit(isNotModified, isStale: true);
        if (entry.ChangedTicks is not 0 and var changed)
            services.Metrics.ServedAfterChange(TimeSpan.FromTicks(now.UtcTicks - changed));
        return written;
    }

    // Whether the origin says anything while there is patience.
    private async Task<bool> HearsAsync(Fill fill, string route, HttpContext context)
    {
        var asked = services.Time.GetTimestamp();
        try
        {
            await fill.Interim.WaitToReadAsync(context.RequestAborted).AsTask().WaitAsync(services.Options.OriginPatience, services.Time, context.RequestAborted);
            return true;
        }
        catch (TimeoutException)
        {
            services.Origins.OfRoute(route)?.Waited(asked);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private async Task FinishAsync(HttpContext context, RequestFacts request, ReuseDecision decision, Fill fill, CachedResponse? standIn)
    {
        using var seat = fill.Audience.First();
        using var reader = fill.First;
        // Nobody else waits for what cannot be stored: it ends with its client.
        await using var end = decision.MayStore ? default : context.RequestAborted.UnsafeRegister(static f => ((Fill)f!).Abandon(), fill);
        if (standIn is not null && !await HearsAsync(fill, standIn.Counters.Route, context))
        {
            await StandIn(context, request, standIn, services.Time.GetUtcNow());
            return;
        }

        FillOutcome outcome;
        try
        {
            await foreach (var interim in fill.Interim.ReadAllAsync(context.RequestAborted))
                await InterimWriter.WriteAsync(context, interim);
            outcome = await fill.Head.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Count(fill, isCoalesced: false, outcome);
        switch (outcome)
        {
            case FillOutcome.Stored answer:
                await WriteStored(context, request, answer.Entry, decision, outcome, collapsed: false);
                return;
            case FillOutcome.Arriving arriving when reader is not null:
                var isStored = arriving.SharedFields.Length > 0;
                await _arriving.WriteAsync(context, request, arriving, reader, decision, status.Forwarded(new ForwardStatus(decision.Reason, Stored: isStored)), isFollower: false);
                return;
            default:
                await (ProxyProblem.OfAnother(StatusCodes.Status502BadGateway, fill.IsOfOwnOrigin) with { CacheStatus = status.Forwarded(new ForwardStatus(decision.Reason)) }).Write(context);
                return;
        }
    }

    private Task WriteStored(HttpContext context, in RequestFacts request, CachedResponse entry, ReuseDecision decision, FillOutcome outcome, bool collapsed)
    {
        var originStatus = (outcome as FillOutcome.Stored)?.OriginStatus;
        var now = services.Time.GetUtcNow();
        entry.Use(now.UtcTicks);
        return stored.WriteAsync(context, request, entry, status.Forwarded(new ForwardStatus(decision.Reason, originStatus, Collapsed: collapsed)), now, out _);
    }

    private static void Count(Fill fill, bool isCoalesced, FillOutcome outcome)
    {
        // The origin failed: what it was asked about stands in.
        if (outcome is FillOutcome.Stored { OriginStatus: null or >= StatusCodes.Status500InternalServerError })
            fill.Counters.Stale.Increment();
        fill.Counters.Misses.Increment();
        if (isCoalesced)
            fill.Counters.Coalesced.Increment();
    }

    // The head of another's fill; null where it takes too long.
    private async Task<FillOutcome?> FollowAsync(Fill fill, HttpContext context)
    {
        try
        {
            return await fill.Head.WaitAsync(services.Options.FollowerPatience, services.Time, context.RequestAborted);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return null;
        }
    }

    // RFC 9111 §4: several requests may share an answer that may be reused for each of them.
    private bool MayReuse(in RequestFacts request, IHeaderDictionary headers, StoredFacts facts) =>
        ReusePolicy.Decide(request, headers, facts, hasVariants: true, services.Rules, services.Time.GetUtcNow()).Kind is ReuseKind.ServeFresh or ReuseKind.ServeStale;

    private bool MayReuse(in RequestFacts request, IHeaderDictionary headers, FillOutcome.Stored answer) =>
        answer.OriginStatus is null or >= StatusCodes.Status500InternalServerError
            ? ReusePolicy.MayServeAfter(answer.Entry.Failure, request, answer.Entry.Facts, services.Time.GetUtcNow())
            : MayReuse(request, headers, answer.Entry.Facts);

    // What one may not give to another, or what asks for more than another's answer may be worth.
    private static bool IsShareable(in RequestFacts request) =>
        request.Method == RequestMethod.Get
        && !request.Has(RequestTraits.Authorization | RequestTraits.Range)
        && request.Directives is { NoCache: false, MaxAge: not 0 };

    private VaryKey VariantOf(EntryKey key, IHeaderDictionary headers)
    {
        var known = services.Store.Peek(key);
        return known.IsEmpty ? VaryKey.None : known[^1].Facts.ForRequest(headers).Variant;
    }
}
