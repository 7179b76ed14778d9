using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Ranges;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Storing;
using Gateway.HttpCaching.Updating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.HttpCaching.Tests.Suite;

internal sealed record ModelRequest(string Method, string Target, IHeaderDictionary Headers);

internal sealed record ModelResponse(int Status, IHeaderDictionary Headers, byte[] Content);

/// <summary>
/// The rules put together, as a middleware does it, but over a dictionary and one request at a time: what it gets right, the
/// rules get right. An origin that answers null has dropped the connection.
/// </summary>
internal sealed class ModelCache(Func<ModelRequest, ModelResponse?> origin, TimeProvider time, CachingOptions options)
{
    private readonly Dictionary<CacheKey, List<Entry>> _store = [];
    private readonly CacheStatusField _status = new(options.Name);

    private sealed record Entry(StoredFacts Facts, ImmutableArray<KeyValuePair<string, StringValues>> Fields, byte[] Content) : IStoredResponse;

    private DateTimeOffset Now => time.GetUtcNow();

    public ModelResponse Handle(ModelRequest message)
    {
        var request = RequestFacts.Read(message.Method, message.Headers, options);
        var key = CacheKey.Create("http", "cache.example", message.Target);
        var entries = _store.GetValueOrDefault(key) ?? [];
        var entry = VariantSelection.Select<Entry>(CollectionsMarshal.AsSpan(entries), message.Headers, options);
        var chosen = entry?.Facts;
        var decision = ReusePolicy.Decide(request, message.Headers, chosen, entries.Count > 0, options, Now);
        switch (decision.Kind)
        {
            case ReuseKind.ServeFresh or ReuseKind.ServeStale:
                var answer = Answer(request, message, entry!, _status.Hit(chosen!.Remaining(Now))); // Chosen, so it is there.
                if (decision.RevalidateBehind)
                    Ask(RequestFacts.Read("GET", message.Headers, options), message with { Method = "GET" }, key, entry, decision);
                return answer;
            case ReuseKind.GatewayTimeout:
                return Empty(504, _status.OnlyIfCached);
            default:
                return Ask(request, message, key, entry, decision);
        }
    }

    private ModelResponse Ask(in RequestFacts request, ModelRequest message, CacheKey key, Entry? entry, ReuseDecision decision)
    {
        var validated = decision.Kind == ReuseKind.Revalidate || decision.RevalidateBehind ? entry?.Facts : null;
        var headers = Copy(message.Headers);
        RevalidationRequest.Prepare(decision, entry?.Facts, headers);
        var variants = _store.GetValueOrDefault(key) ?? [];
        var sentTags = decision.SendVariantTags
            ? RevalidationRequest.VariantTags<Entry>(CollectionsMarshal.AsSpan(variants), options)
            : default;
        if (sentTags.Count > 0)
            headers.IfNoneMatch = sentTags;
        var completes = decision.Reason == ForwardReason.Partial && entry is not null && !request.Has(RequestTraits.Range) && request.Method == RequestMethod.Get;
        if (completes && PartialReuse.Completion(entry!.Facts) is { } rest) // Just seen to be there.
            (headers.Range, headers.IfRange) = (rest.Range, rest.IfRange);
        else
            completes = false;

        var requested = Now;
        var received = origin(message with { Headers = headers });
        var status = _status.Forwarded(new ForwardStatus(decision.Reason));
        var failure = received is null ? OriginFailure.Unreachable : OriginFailures.Of(received.Status);
        if (failure != OriginFailure.None && entry is not null && ReusePolicy.MayServeAfter(failure, request, entry.Facts, Now))
            return Answer(request, message, entry, status);
        if (received is null)
            return Empty(502, status);

        var facts = ResponseFacts.Read(received.Status, received.Headers, requested, Now, options);
        foreach (var invalid in InvalidationPolicy.Keys(request, key, received.Status, received.Headers))
            Replace(invalid, static (facts, now) => facts.AsInvalid(now));

        if (received.Status == 304 && (validated is not null || sentTags.Count > 0))
        {
            return Confirmed(request, message, key, entry, facts, validated, status)
                ?? Ask(request, message, key, null, decision.Unconditionally());
        }

        if (completes && received.Status is (206 or 416) && !BecomesWhole(key, facts, headers))
            return Ask(request, message, key, null, decision.Unconditionally());
        if (request.Method == RequestMethod.Head)
            UpdateByHead(key, facts, message, received.Status);
        return Received(request, message with { Headers = headers }, message, key, facts, received, decision, status);
    }

    // A 304 to our own question: the stored response that it confirms, freshened.
    private ModelResponse? Confirmed(
        in RequestFacts request, ModelRequest message, CacheKey key, Entry? entry, ResponseFacts notModified, StoredFacts? validated, string status)
    {
        var confirmed = validated is null
            ? _store[key].Find(e => StoredUpdate.Confirms(e.Facts, notModified, wasAsked: false))
            : StoredUpdate.Confirms(validated, notModified, wasAsked: true) ? entry : null;
        if (confirmed is null)
            return null;

        var updated = StoredUpdate.Apply(confirmed.Facts, confirmed.Fields, notModified, message.Headers, options);
        if (updated is null)
        {
            _store[key].Remove(confirmed);
            return null;
        }

        var fresh = confirmed with { Facts = updated.Facts, Fields = updated.Fields };
        if (validated is null)
            Put(key, fresh with { Facts = updated.Facts.ForRequest(message.Headers) });
        else
            _store[key][_store[key].IndexOf(confirmed)] = fresh;
        return Answer(request, message, fresh, status);
    }

    private void UpdateByHead(CacheKey key, ResponseFacts head, ModelRequest message, int status)
    {
        if (status != 200 || !_store.TryGetValue(key, out var entries))
            return;

        for (var i = 0; i < entries.Count; i++)
        {
            if (!entries[i].Facts.Variant.Matches(message.Headers) || entries[i].Facts.Part is not null)
                continue;
            entries[i] = !StoredUpdate.ConfirmsByHead(entries[i].Facts, entries[i].Content.Length, head)
                ? entries[i] with { Facts = entries[i].Facts.AsStale(Now) }
                : StoredUpdate.Apply(entries[i].Facts, entries[i].Fields, head, message.Headers, options) is { } updated
                    ? entries[i] with { Facts = updated.Facts, Fields = updated.Fields }
                    : entries[i] with { Facts = entries[i].Facts.AsInvalid(Now) };
        }
    }

    private ModelResponse Received(
        in RequestFacts request, ModelRequest sent, ModelRequest message, CacheKey key, ResponseFacts facts, ModelResponse received, ReuseDecision decision, string status)
    {
        var sentFacts = RequestFacts.Read(sent.Method, sent.Headers, options);
        var verdict = decision.MayStore ? StoragePolicy.Decide(sentFacts, key, facts, options) : StorageVerdict.RequestNoStore;
        var variant = facts.Vary.IsAny ? VaryKey.None : VaryKey.Create(facts.Vary, message.Headers);
        var stored = StoredFacts.Create(facts, variant, sent.Headers.Range);
        var entry = new Entry(stored, StorableFields.Select(facts), received.Content);
        if (verdict == StorageVerdict.Store && ReceivedContent.Judge(stored, received.Content.Length, received.Headers.ContentLength, endedCleanly: true) is { } whole)
        {
            var kept = entry with { Facts = whole };
            if (received.Status == 206 && Combine(key, kept) is { } combined)
                return Answer(request, message, combined, status);
            Put(key, kept);
        }

        // Whoever waited gets what came, whole; fields that are not stored included. What was stripped is judged on it now.
        var answer = decision.StripConditions || decision.StripRange
            ? AnswerPolicy.Decide(request, message.Headers, stored, received.Content.Length, options).Kind
            : AnswerKind.Stored;
        if (answer != AnswerKind.Stored)
            return Answer(request, message, entry, status);

        var relayed = Copy(received.Headers);
        relayed["Cache-Status"] = status;
        return received with { Headers = relayed };
    }

    private bool BecomesWhole(CacheKey key, ResponseFacts received, IHeaderDictionary sent)
    {
        var part = StoredFacts.Create(received, received.Vary.IsAny ? VaryKey.None : VaryKey.Create(received.Vary, sent));
        return _store[key].Exists(e => PartCombination.Of(e.Facts, part) is { Combined.Part: null });
    }

    private Entry? Combine(CacheKey key, Entry received)
    {
        foreach (var old in _store.GetValueOrDefault(key) ?? [])
        {
            if (PartCombination.Of(old.Facts, received.Facts) is not { } plan)
                continue;

            var (first, second) = plan.StoredIsEarlier ? (old.Content, received.Content) : (received.Content, old.Content);
            byte[] content = [.. first.AsSpan(0, (int)plan.BytesOfEarlier), .. second.AsSpan((int)plan.OffsetInLater)];
            var combined = new Entry(plan.Combined, received.Fields, content);
            Put(key, combined);
            return combined;
        }

        return null;
    }

    private void Put(CacheKey key, Entry entry)
    {
        if (!_store.TryGetValue(key, out var entries))
            _store[key] = entries = [];
        entries.RemoveAll(e => e.Facts.Variant.Equals(entry.Facts.Variant));
        entries.Add(entry);
    }

    private void Replace(CacheKey key, Func<StoredFacts, DateTimeOffset, StoredFacts> change)
    {
        if (_store.TryGetValue(key, out var entries))
            _store[key] = entries.ConvertAll(e => e with { Facts = change(e.Facts, Now) });
    }

    private ModelResponse Answer(in RequestFacts request, ModelRequest message, Entry entry, string cacheStatus)
    {
        var answer = AnswerPolicy.Decide(request, message.Headers, entry.Facts, entry.Content.Length, options);
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var (name, value) in entry.Fields)
        {
            if (answer.Kind != AnswerKind.NotModified || NotModifiedFields.Includes(name, entry.Facts.ETag is not null))
                headers[name] = value;
        }

        headers.Age = AgeText.Of(entry.Facts.Age(Now));
        headers["Cache-Status"] = cacheStatus;
        switch (answer.Kind)
        {
            case AnswerKind.NotModified:
                return new ModelResponse(304, headers, []);
            case AnswerKind.RangeNotSatisfiable:
                headers.ContentRange = ContentRange.Unsatisfied(entry.Content.Length);
                return new ModelResponse(416, headers, []);
            case AnswerKind.Partial when answer.Ranges is [var range]:
                var offset = range.First - (entry.Facts.Part?.First ?? 0);
                var bytes = entry.Content.AsSpan((int)offset, (int)range.Length).ToArray();
                headers.ContentRange = range.ToString();
                headers.ContentLength = bytes.Length;
                return new ModelResponse(206, headers, bytes);
            default:
                return new ModelResponse(entry.Facts.Status, headers, entry.Content);
        }
    }

    private static ModelResponse Empty(int status, string cacheStatus) => new(status, new HeaderDictionary { ["Cache-Status"] = cacheStatus }, []);

    private static IHeaderDictionary Copy(IHeaderDictionary headers)
    {
        IHeaderDictionary copy = new HeaderDictionary();
        foreach (var (name, value) in headers)
            copy[name] = value;
        return copy;
    }
}
