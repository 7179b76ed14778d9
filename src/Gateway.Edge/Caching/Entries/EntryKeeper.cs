using System.Collections.Immutable;
using Gateway.Edge.Caching.Changes;
using Gateway.Edge.Caching.Fills;
using Gateway.Edge.Caching.Observing;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Ranges;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Gateway.HttpCaching.Storing;
using Gateway.HttpCaching.Updating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Edge.Caching.Entries;

/// <summary>Puts what fills bring into the store: new responses, freshened ones, joined parts, each judged by what changed meanwhile.</summary>
internal sealed class EntryKeeper(ResponseStore<EntryKey, CachedResponse> store, ChangeLedger changes, CachingOptions rules, TimeProvider time, CacheMetrics metrics)
{
    /// <summary>Stores an answer that arrived. Gives what is stored; null for nothing.</summary>
    public CachedResponse? Store(EntryKey key, RequestLine line, RouteCounters counters, StoredFacts facts, ImmutableArray<KeyValuePair<string, StringValues>> fields, OriginMarks marks, StoredBody body) =>
        Put(new CachedResponse(key, line, counters, facts, fields, marks, body));

    /// <summary>Stores an answer that arrived; a part joined with the stored one that it fits. Gives what is stored; null for nothing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="counters">Of its route.</param>
    /// <param name="facts">What is to be stored of the answer.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="marks">What came with it.</param>
    /// <param name="body">Its content.</param>
    /// <param name="response">The answer.</param>
    /// <param name="isRest">Whether it was asked for with <c>If-Range</c>: then it lacks the fields that its asker is taken to have.</param>
    public CachedResponse? Store(
        FillRequest request, RouteCounters counters, StoredFacts facts, ImmutableArray<KeyValuePair<string, StringValues>> fields, OriginMarks marks, StoredBody body, ResponseFacts response, bool isRest)
    {
        var key = request.Key;
        if (facts.Part is not null)
        {
            fields = PartFields.WithoutOwn(fields);
            var isJoined = false;
            foreach (var old in store.Peek(key))
            {
                if (PartCombination.Of(old.Facts, facts) is not { } plan || JoinedResponse.Of(plan, old.Fields, fields, response, isRest, rules) is not { } joined)
                    continue;
                (facts, fields, body, isJoined) = (joined.Facts, joined.Fields, Join(old.Body, body, plan), true);
                break;
            }

            // A part never takes the place of a whole that is still good.
            if ((isRest && !isJoined) || (facts.Part is not null && HasWhole(key, facts)))
                return null;
        }

        return Store(key, request.Line, counters, facts, fields, marks, body);
    }

    /// <summary>
    /// Freshens the stored response that a 304 speaks of; null where it speaks of none that is kept.
    /// </summary>
    /// <param name="request">The request that was sent.</param>
    /// <param name="notModified">The 304.</param>
    /// <param name="marks">What came with it.</param>
    /// <param name="asked">The response that was asked about; null where the tags of several were sent.</param>
    /// <param name="isPersonal">Whether what it has become is for the client alone whose request this was.</param>
    public CachedResponse? Confirm(FillRequest request, ResponseFacts notModified, OriginMarks marks, CachedResponse? asked, out bool isPersonal)
    {
        isPersonal = false;
        CachedResponse? confirmed = null;
        if (asked is not null)
        {
            confirmed = StoredUpdate.Confirms(asked.Facts, notModified, wasAsked: true) ? asked : null;
        }
        else
        {
            foreach (var candidate in store.Peek(request.Key))
            {
                if (candidate.Facts.Part is null && StoredUpdate.Confirms(candidate.Facts, notModified, wasAsked: false) && Accepts(request.Headers, candidate))
                    confirmed = candidate;
            }
        }

        if (confirmed is null)
            return null;
        if (StoredUpdate.Apply(confirmed.Facts, confirmed.Fields, notModified, request.Headers, rules) is not { } updated)
        {
            store.Remove(confirmed.Key, confirmed);
            return null;
        }

        var facts = asked is null ? updated.Facts.ForRequest(request.Headers) : updated.Facts;
        var freshened = confirmed.With(facts, updated.Fields, confirmed.Marks.Freshened(marks));
        isPersonal = updated.IsPersonal;
        return isPersonal ? freshened : Put(freshened);
    }

    /// <summary>What a 200 to <c>HEAD</c> says of what is stored (RFC 9111 §4.3.5).</summary>
    public void UpdateByHead(FillRequest request, ResponseFacts head, OriginMarks marks)
    {
        if (head.Status != StatusCodes.Status200OK)
            return;

        var now = time.GetUtcNow();
        foreach (var entry in store.Peek(request.Key))
        {
            if (!entry.Facts.Variant.Matches(request.Headers) || entry.Facts.Part is not null)
                continue;
            if (!StoredUpdate.ConfirmsByHead(entry.Facts, entry.Body.Length, head))
                entry.Change(f => f.AsStale(now));
            else if (StoredUpdate.Apply(entry.Facts, entry.Fields, head, request.Headers, rules) is { } updated)
            {
                if (!updated.IsPersonal)
                    Put(entry.With(updated.Facts, updated.Fields, entry.Marks.Freshened(marks)));
            }
            else
            {
                entry.Change(f => f.AsInvalid(now));
            }
        }
    }

    /// <summary>Makes all that is stored under a key invalid (RFC 9111 §4.4), and what is on its way there.</summary>
    public void Invalidate(EntryKey key)
    {
        var now = time.GetUtcNow();
        changes.Changed(key);
        foreach (var entry in store.Peek(key))
            entry.Change(f => f.AsInvalid(now));
    }

    private CachedResponse Put(CachedResponse entry)
    {
        var now = time.GetUtcNow();
        var verdict = changes.Verdict(entry.Key, entry.Marks);
        if (verdict == ChangeVerdict.Dropped)
            return entry;
        if (verdict != ChangeVerdict.Current)
        {
            entry.ChangedTicks = now.UtcTicks;
            Overtake(entry, verdict, now);
        }

        metrics.Stored(store.Put(entry.Key, entry));
        // A change between the verdict and the store would have marked the entry that was there before.
        if (changes.Verdict(entry.Key, entry.Marks) is not ChangeVerdict.Current and var late)
        {
            if (late == ChangeVerdict.Dropped)
                store.Remove(entry.Key, entry);
            else
                Overtake(entry, late, now);
        }

        return entry;
    }

    private static void Overtake(CachedResponse entry, ChangeVerdict verdict, DateTimeOffset now) =>
        entry.Change(f => verdict == ChangeVerdict.Invalid ? f.AsInvalid(now) : f.AsStale(now));

    // Some origins give one tag to all codings of a content.
    private static bool Accepts(IHeaderDictionary request, CachedResponse candidate)
    {
        foreach (var (name, value) in candidate.Fields)
        {
            if (name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))
                return AcceptEncoding.Allows(request.AcceptEncoding, value);
        }

        return true;
    }

    private bool HasWhole(EntryKey key, StoredFacts part)
    {
        var now = time.GetUtcNow();
        foreach (var entry in store.Peek(key))
        {
            if (entry.Facts.Part is null && entry.Facts.Variant.Equals(part.Variant) && entry.Facts.IsFresh(now) && !entry.Facts.MustValidate)
                return true;
        }

        return false;
    }

    private static StoredBody Join(StoredBody old, StoredBody received, PartCombination plan)
    {
        var (first, second) = plan.StoredIsEarlier ? (old, received) : (received, old);
        var writer = new StoredBodyWriter(plan.BytesOfEarlier + second.Length - plan.OffsetInLater);
        writer.Write(first, 0, plan.BytesOfEarlier);
        writer.Write(second, plan.OffsetInLater, second.Length - plan.OffsetInLater);
        return writer.Complete();
    }
}
