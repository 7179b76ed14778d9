using System.Collections.Concurrent;
using Gateway.Edge.Caching.Answers;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Observing;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Gateway.HttpCaching.Storing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Caching;

/// <summary>What waits to be encoded holds memory that the store does not count: it is bounded, and let go when it is of no use.</summary>
public sealed class EncodingsTests : IDisposable
{
    private const int LongLength = 8 << 20;

    private static readonly TimeSpan Patience = CacheTest.Patience;

    private readonly ResponseStore<EntryKey, CachedResponse> _store = new(new ResponseStoreOptions { Capacity = 1L << 30 }, EntryKey.Weigh);
    private readonly ConcurrentQueue<long> _encoded = new();
    private readonly SemaphoreSlim _begun = new(0);
    private readonly ManualResetEventSlim _mayEndLong = new();
    private readonly Encodings _encodings;

    public EncodingsTests() => _encodings = new Encodings(_store, (_, body) =>
    {
        var length = body.Sum(p => (long)p.Length);
        _encoded.Enqueue(length);
        _begun.Release();
        if (length >= Encodings.Long)
            _mayEndLong.Wait(Patience);
        return [new byte[10]];
    });

    public void Dispose()
    {
        _mayEndLong.Set();
        _begun.Dispose();
    }

    [Fact]
    public async Task Choose_MoreThanMayWait_ServesWhatIsThereAndTriesAgainLater()
    {
        var most = (int)(Encodings.LaneBytes / LongLength);
        var entries = Enumerable.Range(0, most + 20).Select(i => Stored(i, LongLength)).ToArray();
        foreach (var entry in entries)
            Assert.Same(entry.Identity, _encodings.Choose(entry, "br"));

        _mayEndLong.Set();
        await EventuallyAsync(() => entries[..most].All(e => e.Find(ContentCoding.Brotli) is not null));
        Assert.Equal(most, _encoded.Count);
        var last = entries[^1];
        await EventuallyAsync(() => _encodings.Choose(last, "br").Coding == ContentCoding.Brotli);
        Assert.Equal(most + 1, _encoded.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Choose_WhatLeavesTheStoreWhileItWaits_IsNotEncoded(bool isReplaced)
    {
        var (first, second, third) = (Stored(1, LongLength), Stored(2, LongLength), Stored(3, LongLength));
        _encodings.Choose(first, "gzip");
        Assert.True(await _begun.WaitAsync(Patience));
        _encodings.Choose(second, "zstd");
        _encodings.Choose(third, "br");

        if (isReplaced)
            Stored(2, LongLength);
        else
            _store.Remove(second.Key);
        _mayEndLong.Set();

        await EventuallyAsync(() => third.Find(ContentCoding.Brotli) is not null);
        await EventuallyAsync(() => first.Find(ContentCoding.Gzip) is not null);
        Assert.Null(second.Find(ContentCoding.Zstandard));
        Assert.Equal(2, _encoded.Count);
    }

    [Fact]
    public async Task Choose_FeedWhileTheLongOnesFillTheirRoom_IsEncodedAtOnce()
    {
        for (var i = 0; i < 20; i++)
            _encodings.Choose(Stored(i, LongLength), "br");
        Assert.True(await _begun.WaitAsync(Patience));

        var feed = Stored(100, 1 << 20);
        _encodings.Choose(feed, "br");

        await EventuallyAsync(() => feed.Find(ContentCoding.Brotli) is not null);
        Assert.Equal([LongLength, 1 << 20], _encoded);
    }

    [Fact]
    public async Task Lane_WhenWorkIsDone_HasItsRoomBack()
    {
        var lane = new EncodingLane(most: 2, bytes: 10, atOnce: 1);
        using var mayEnd = new ManualResetEventSlim();
        var done = 0;
        void Work()
        {
            mayEnd.Wait(Patience);
            Interlocked.Increment(ref done);
        }

        Assert.False(lane.TryRun(11, Work));
        Assert.True(lane.TryRun(4, Work));
        Assert.False(lane.TryRun(7, Work));
        Assert.True(lane.TryRun(4, Work));
        Assert.False(lane.TryRun(1, Work));
        mayEnd.Set();

        await EventuallyAsync(() => lane.TryRun(10, Work));
        await EventuallyAsync(() => Volatile.Read(ref done) == 3);
    }

    private CachedResponse Stored(int number, int length)
    {
        IHeaderDictionary headers = new HeaderDictionary { ["Content-Type"] = "text/plain", ["Cache-Control"] = "max-age=60" };
        var now = DateTimeOffset.UnixEpoch;
        var facts = ResponseFacts.Read(StatusCodes.Status200OK, headers, now, now, CachingOptions.Default);
        var body = new StoredBodyWriter(length);
        body.Write(new byte[length]);
        var key = new EntryKey(CacheKey.Create("http", "a", "/" + number.Text()), null);
        var line = new RequestLine("http", "a", key.Address.Target, "", key.Address.Target, "");
        var entry = new CachedResponse(
            key, line, new RouteCounters("site"), StoredFacts.Create(facts, VaryKey.None), StorableFields.Select(facts), new OriginMarks([], null, [], 0), body.Complete());
        Assert.True(entry.IsEncodable);
        Assert.Equal(StoreOutcome.Stored, _store.Put(key, entry));
        return entry;
    }

    private static async Task EventuallyAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
