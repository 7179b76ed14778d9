using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;

namespace Gateway.HttpCaching.Tests;

/// <summary>A hit costs no memory: the common request, the poll, and the browser with its weighted lists.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("If-None-Match: \"a\"", "")]
    [InlineData("If-Modified-Since: @-100", "")]
    [InlineData("Cookie: a=b|Authorization: x", "")]
    [InlineData("Accept-Encoding: br,gzip", "Vary: Accept-Encoding")]
    [InlineData("Accept-Encoding: gzip, deflate, br, zstd|Accept: text/html,application/xhtml+xml,*/*;q=0.8", "Vary: Accept-Encoding, Accept")]
    [InlineData("Accept-Encoding: br,gzip|Accept: text/html", "Vary: Accept-Encoding, Accept")]
    public void Hit_OfACommonRequest_AllocatesNothing(string request, string vary)
    {
        var stored = new[] { Responses.Stored($"ETag: \"a\"|Last-Modified: @-100|Date: @0|Cache-Control: max-age=60|{vary}", request: request) };
        var headers = Headers.Of(request);
        var status = new CacheStatusField("edge");
        Hit(headers, stored, status);

        // A collection caused by another thread takes what is left of this one's allocation buffer, which counts as allocated.
        Assert.Contains(0L, Enumerable.Range(0, 10).Select(_ => Measure()));

        long Measure()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                Hit(headers, stored, status);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static void Hit(Microsoft.AspNetCore.Http.IHeaderDictionary headers, StoredFacts[] stored, CacheStatusField status)
    {
        var request = RequestFacts.Read("GET", headers, CachingOptions.Default);
        var facts = VariantSelection.Select<StoredFacts>(stored, headers, CachingOptions.Default);
        var decision = ReusePolicy.Decide(request, headers, facts, true, CachingOptions.Default, Headers.Now);
        if (facts is null || decision.Kind != ReuseKind.ServeFresh)
            throw new InvalidOperationException("No hit.");

        AnswerPolicy.Decide(request, headers, facts, 10, CachingOptions.Default);
        AgeText.Of(facts.Age(Headers.Now));
        status.Hit(facts.Remaining(Headers.Now));
    }
}
