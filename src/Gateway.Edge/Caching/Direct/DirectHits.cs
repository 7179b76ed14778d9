using System.Diagnostics.CodeAnalysis;
using Gateway.Edge.Caching.Answers;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Observing;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Caching.Direct;

/// <summary>
/// What is answered before the server has parsed anything: plain requests that a stored response answers, fresh as it is,
/// whole or with 304. By the same decisions as <see cref="SharedCache"/>; whatever they say else goes the ordinary way.
/// </summary>
internal sealed class DirectHits(ResponseStore<EntryKey, CachedResponse> store, Encodings encodings, CacheStatusField status, CachingOptions rules, CacheMetrics metrics)
{
    private readonly AnswerHeads _heads = new(status);

    private bool _isOff;

    public CachingOptions Rules { get; } = rules;

    /// <summary>Whether every request goes the ordinary way: addresses alone do not tell then what answers.</summary>
    public bool IsOff
    {
        get => Volatile.Read(ref _isOff);
        set => Volatile.Write(ref _isOff, value);
    }

    /// <summary>Finds the answer, and counts it. False where the ordinary way is to be gone; then nothing is counted.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Its instant.</param>
    /// <param name="head">Status line and fields, the empty line among them.</param>
    /// <param name="body">The content; null for a 304.</param>
    public bool TryAnswer(DirectRequest request, DateTimeOffset now, [NotNullWhen(true)] out byte[]? head, out StoredBody? body)
    {
        (head, body) = (null, null);
        if (IsOff)
            return false;
        var variants = store.Peek(request.Key);
        if (VariantSelection.Select(variants, request.Headers, Rules) is not { } entry)
            return false;
        var facts = entry.FactsAt(now);
        if (ReusePolicy.Decide(request.Facts, request.Headers, facts, hasVariants: true, Rules, now).Kind != ReuseKind.ServeFresh)
            return false;

        var representation = entry.IsEncodable ? encodings.Choose(entry, request.Headers.AcceptEncoding) : entry.Identity;
        var answer = AnswerPolicy.Decide(request.Facts, request.Headers, representation.Facts, representation.Body.Length, Rules);
        var isNotModified = answer.Kind == AnswerKind.NotModified;
        if (!isNotModified && (answer.Kind != AnswerKind.Stored || facts.Status != StatusCodes.Status200OK))
            return false;
        head = _heads.Get(facts, representation, isNotModified, now);
        if (head is null)
            return false;

        store.Find(request.Key);
        entry.Use(now.UtcTicks);
        entry.Counters.Hit(isNotModified, isStale: false);
        if (entry.ChangedTicks is not 0 and var changed)
            metrics.ServedAfterChange(TimeSpan.FromTicks(now.UtcTicks - changed));
        body = isNotModified || representation.Body.Length == 0 ? null : representation.Body;
        return true;
    }
}
