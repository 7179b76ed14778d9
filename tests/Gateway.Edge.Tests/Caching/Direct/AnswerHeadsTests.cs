using Gateway.Edge.Caching.Direct;
using Gateway.Edge.Caching.Entries;
using Gateway.Edge.Caching.Observing;
using Gateway.HttpCaching;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Store;
using Gateway.HttpCaching.Storing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Edge.Tests.Caching.Direct;

/// <summary>A head is made once for as long as it says the same, and anew when it does not.</summary>
public sealed class AnswerHeadsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private readonly AnswerHeads _heads = new(new CacheStatusField("gateway"));

    // An article that is in a dozen topics, each with three feeds.
    [Theory]
    [InlineData(100, true)]
    [InlineData(6_000, true)]
    [InlineData(20_000, false)]
    public void Head_UpToSomeKilobytes_IsMadeOnce(int linkLength, bool isKept)
    {
        var entry = Stored(linkLength);
        var facts = entry.FactsAt(Now);
        foreach (var isNotModified in (bool[])[false, true])
        {
            var first = _heads.Get(facts, entry.Identity, isNotModified, Now.AddMilliseconds(100));
            Assert.NotNull(first);
            var second = _heads.Get(facts, entry.Identity, isNotModified, Now.AddMilliseconds(400));
            Assert.Equal(first, second);
            Assert.Equal(isKept || isNotModified, ReferenceEquals(first, second));
            Assert.NotEqual(first, _heads.Get(facts, entry.Identity, isNotModified, Now.AddSeconds(1)));
        }
    }

    private static CachedResponse Stored(int linkLength)
    {
        IHeaderDictionary headers = new HeaderDictionary
        {
            ["Content-Type"] = "text/html",
            ["Cache-Control"] = "max-age=60",
            ["Date"] = "Fri, 27 Nov 2026 12:00:00 GMT",
            ["ETag"] = "\"1\"",
            ["Link"] = $"</{new string('a', linkLength)}>; rel=\"alternate\"",
        };
        var facts = ResponseFacts.Read(StatusCodes.Status200OK, headers, Now, Now, CachingOptions.Default);
        var body = new StoredBodyWriter(2);
        body.Write("ok"u8);
        var key = new EntryKey(CacheKey.Create("http", "a", "/x"), null);
        return new CachedResponse(
            key, new RequestLine("http", "a", "/x", "", "/x", ""), new RouteCounters("site"), StoredFacts.Create(facts, VaryKey.None), StorableFields.Select(facts), new OriginMarks([], null, [], 0), body.Complete());
    }
}
