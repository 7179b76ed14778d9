using System.Collections.Immutable;
using Gateway.Edge.Caching.Changes;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Observing;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Gateway.HttpCaching.Storing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Caching;

/// <summary>Of two answers for one address that come in either order, one stays.</summary>
public sealed class OverlappingAnswersTests
{
    private static readonly EntryKey Key = new(CacheKey.Create("http", "a", "/x"), null);

    private readonly ResponseStore<EntryKey, CachedResponse> _store = new(new ResponseStoreOptions { Capacity = 1L << 24 }, EntryKey.Weigh);
    private readonly ChangeLedger _changes = new();

    [Theory]
    [InlineData(1, 2, null, null, "second")]
    [InlineData(2, 1, null, null, "first")]
    [InlineData(1, 1, null, null, "second")]
    [InlineData(1, 2, 7L, 7L, "second")]
    [InlineData(2, 1, 7L, 7L, "first")]
    [InlineData(2, 1, 7L, 8L, "second")]
    [InlineData(1, 2, 8L, 7L, "first")]
    public void Answer_OfTheHigherRevision_ElseTheOneAskedForLater_Stays(long firstBegan, long secondBegan, long? firstRevision, long? secondRevision, string stays)
    {
        var first = Answer(firstBegan, firstRevision);
        var second = Answer(secondBegan, secondRevision);
        _store.Put(Key, first);

        var outcome = _store.Put(Key, second);

        Assert.Equal(stays is "second" ? StoreOutcome.Stored : StoreOutcome.Outdated, outcome);
        Assert.Same(stays is "second" ? second : first, Assert.Single(_store.Peek(Key).ToArray()));
    }

    private CachedResponse Answer(long began, long? revision)
    {
        IHeaderDictionary headers = new HeaderDictionary { ["Cache-Control"] = "max-age=60" };
        var facts = ResponseFacts.Read(StatusCodes.Status200OK, headers, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, CachingOptions.Default);
        ImmutableArray<MarkedSource> sources = [];
        if (revision is not null && SourcePosition.Parse("silo:1:5") is { } position)
            sources = [new MarkedSource(position, _changes.Source(position.Source))];
        Assert.Equal(revision is not null, sources.Length == 1);
        return new CachedResponse(
            Key, new RequestLine("http", "a", "/x", "", "/x", ""), new RouteCounters("site"), StoredFacts.Create(facts, VaryKey.None), StorableFields.Select(facts), new OriginMarks([], revision, sources, began), new StoredBodyWriter(1).Complete());
    }
}
