using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;

namespace Gateway.HttpCaching.Tests.Reuse;

/// <summary>RFC 9111 §4, §5.2.1; RFC 5861; RFC 8246. Stored at <see cref="Headers.Now"/>, asked for so many seconds later.</summary>
public sealed class ReusePolicyTests
{
    private const string Tagged = "ETag: \"a\"|Date: @0|Cache-Control: ";

    [Theory]
    [InlineData("RU-01", "§4.2 fresh", Tagged + "max-age=10", 9, "", "ServeFresh")]
    [InlineData("RU-02", "§4.2 at the end", Tagged + "max-age=10", 10, "", "Revalidate Stale")]
    [InlineData("RU-03", "9110 §9.3.2", Tagged + "max-age=10", 9, "HEAD", "ServeFresh")]
    [InlineData("RU-04", "§4 other methods", Tagged + "max-age=10", 9, "POST", "Forward Method")]
    [InlineData("RU-05", "§4 other methods", Tagged + "max-age=10", 9, "OPTIONS", "Forward Method")]
    [InlineData("RU-06", "9110 §9.1 methods have case", Tagged + "max-age=10", 9, "get", "Forward Method")]
    [InlineData("RU-07", "§5.2.2.4", Tagged + "max-age=10, no-cache", 1, "", "Revalidate Stale")]
    [InlineData("RU-08", "§5.2.1.4", Tagged + "max-age=10", 1, "Cache-Control: no-cache", "Revalidate Request")]
    [InlineData("RU-09", "§5.4", Tagged + "max-age=10", 1, "Pragma: no-cache", "Revalidate Request")]
    [InlineData("RU-10", "§5.2.1.1", Tagged + "max-age=10", 6, "Cache-Control: max-age=5", "Revalidate Request")]
    [InlineData("RU-11", "§5.2.1.1", Tagged + "max-age=10", 4, "Cache-Control: max-age=5", "ServeFresh")]
    [InlineData("RU-12", "§5.2.1.1 a reload", Tagged + "max-age=10", 1, "Cache-Control: max-age=0", "Revalidate Request")]
    [InlineData("RU-13", "8246 §2 a reload", Tagged + "max-age=10, immutable", 1, "Cache-Control: max-age=0", "ServeFresh")]
    [InlineData("RU-14", "8246 §2 a forced reload", Tagged + "max-age=10, immutable", 1, "Cache-Control: no-cache", "Revalidate Request")]
    [InlineData("RU-15", "8246 §2 stale", Tagged + "max-age=10, immutable", 11, "Cache-Control: max-age=0", "Revalidate Stale")]
    [InlineData("RU-16", "§5.2.1.3", Tagged + "max-age=10", 6, "Cache-Control: min-fresh=5", "Revalidate Request")]
    [InlineData("RU-17", "§5.2.1.3", Tagged + "max-age=10", 4, "Cache-Control: min-fresh=5", "ServeFresh")]
    [InlineData("RU-18", "§5.2.1.2", Tagged + "max-age=10", 14, "Cache-Control: max-stale=5", "ServeStale")]
    [InlineData("RU-19", "§5.2.1.2 too stale", Tagged + "max-age=10", 16, "Cache-Control: max-stale=5", "Revalidate Stale")]
    [InlineData("RU-20", "§5.2.1.2 however stale", Tagged + "max-age=10", 9999, "Cache-Control: max-stale", "ServeStale")]
    [InlineData("RU-21", "§5.2.2.2 the origin forbids it", Tagged + "max-age=10, must-revalidate", 11, "Cache-Control: max-stale", "Revalidate Stale")]
    [InlineData("RU-22", "§5.2.2.10 the origin forbids it", Tagged + "s-maxage=10", 11, "Cache-Control: max-stale", "Revalidate Stale")]
    [InlineData("RU-23", "5861 §3", Tagged + "max-age=10, stale-while-revalidate=5", 15, "", "ServeStale Stale behind")]
    [InlineData("RU-24", "5861 §3 over", Tagged + "max-age=10, stale-while-revalidate=5", 16, "", "Revalidate Stale")]
    [InlineData("RU-25", "5861 §3, §5.2.1.4", Tagged + "max-age=10, stale-while-revalidate=5", 12, "Cache-Control: no-cache", "Revalidate Stale")]
    [InlineData("RU-26", "5861 §3, §5.2.1.1: nothing stale without max-stale", Tagged + "max-age=10, stale-while-revalidate=5", 12, "Cache-Control: max-age=99", "Revalidate Stale")]
    [InlineData("RU-27", "5861 §3, §5.2.1.3", Tagged + "max-age=10, stale-while-revalidate=5", 12, "Cache-Control: min-fresh=0", "Revalidate Stale")]
    [InlineData("RU-28", "§5.2.1.7", Tagged + "max-age=10", 11, "Cache-Control: only-if-cached", "GatewayTimeout")]
    [InlineData("RU-29", "§5.2.1.7", Tagged + "max-age=10", 9, "Cache-Control: only-if-cached", "ServeFresh")]
    [InlineData("RU-30", "§5.2.1.7 with max-stale", Tagged + "max-age=10", 11, "Cache-Control: only-if-cached, max-stale=5", "ServeStale")]
    [InlineData("RU-31", "§5.2.1.5 binds storing only", Tagged + "max-age=10", 9, "Cache-Control: no-store", "ServeFresh")]
    [InlineData("RU-32", "§4.3.2 If-Match is the origin's", Tagged + "max-age=10", 9, "If-Match: \"a\"", "Forward Bypass")]
    [InlineData("RU-33", "§4.3.2 If-Unmodified-Since is the origin's", Tagged + "max-age=10", 9, "If-Unmodified-Since: @0", "Forward Bypass")]
    [InlineData("RU-34", "9110 §9.3.1 a GET with content", Tagged + "max-age=10", 9, "Content-Length: 1", "Forward Bypass")]
    [InlineData("RU-35", "9110 §7.8", Tagged + "max-age=10", 9, "Connection: upgrade|Upgrade: websocket", "Forward Bypass")]
    [InlineData("RU-36", "9113 §3.1", Tagged + "max-age=10", 9, "Upgrade: h2c", "ServeFresh")]
    [InlineData("RU-37", "9110 §10.1.1", Tagged + "max-age=10", 9, "Expect: 100-continue", "Forward Bypass")]
    [InlineData("RU-38", "3229 §5.1 there may be something new", Tagged + "max-age=10", 9, "A-IM: feed|If-None-Match: \"b\"", "Forward Bypass")]
    [InlineData("RU-39", "3229 §5.1 there is nothing new", Tagged + "max-age=10", 9, "A-IM: feed|If-None-Match: \"b\", \"a\"", "ServeFresh")]
    [InlineData("RU-40", "3229 §5.1 a delta of nothing is the whole", Tagged + "max-age=10", 9, "A-IM: feed", "ServeFresh")]
    [InlineData("RU-41", "3229 §5.1 stale", Tagged + "max-age=10", 11, "A-IM: feed|If-None-Match: \"a\"", "Forward Bypass")]
    [InlineData("RU-42", "a poll", Tagged + "max-age=10", 9, "If-None-Match: \"b\"", "ServeFresh")]
    [InlineData("RU-43", "9110 §14.2 a range of a whole", Tagged + "max-age=10", 9, "Range: bytes=0-1", "ServeFresh")]
    [InlineData("RU-44", "§3.5 binds storing only", Tagged + "max-age=10", 9, "Authorization: x", "ServeFresh")]
    [InlineData("RU-45", "a cookie", Tagged + "max-age=10", 9, "Cookie: a=b", "ServeFresh")]
    [InlineData("RU-46", "nothing stored", null, 0, "", "Forward UriMiss")]
    [InlineData("RU-47", "nothing stored, §5.2.1.7", null, 0, "Cache-Control: only-if-cached", "GatewayTimeout")]
    [InlineData("RU-48", "nothing stored", null, 0, "HEAD", "Forward UriMiss")]
    [InlineData("RU-49", "§5.2.1.7 whatever else", Tagged + "max-age=10", 9, "If-Match: \"a\"|Cache-Control: only-if-cached", "GatewayTimeout")]
    public void Request_ForWhatIsStored_IsDecided(string id, string section, string? stored, int later, string request, string expected)
    {
        var (method, headers) = Responses.Message(request);
        var facts = RequestFacts.Read(method, headers, Responses.Options);
        var entry = stored is null ? null : Responses.Stored(stored);
        var decision = ReusePolicy.Decide(facts, headers, entry, entry is not null, Responses.Options, Headers.Now.AddSeconds(later));
        var actual = decision.Kind + (decision.Reason == ForwardReason.None ? "" : $" {decision.Reason}") + (decision.RevalidateBehind ? " behind" : "");
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Theory]
    [InlineData("RP-01", "9110 §15.3.7 inside", "bytes=5-6", "ServeFresh")]
    [InlineData("RP-02", "outside", "bytes=2-5", "Forward Partial")]
    [InlineData("RP-03", "beyond", "bytes=8-10", "Forward Partial")]
    [InlineData("RP-04", "to the end of the part only", "bytes=6-", "Forward Partial")]
    [InlineData("RP-05", "of the end", "bytes=-1", "Forward Partial")]
    [InlineData("RP-06", "the same again", "bytes=4-8", "ServeFresh")]
    [InlineData("RP-07", "§3.3 no range", "", "Forward Partial")]
    [InlineData("RP-08", "several", "bytes=5-5,6-6", "Forward Partial")]
    [InlineData("RP-09", "malformed: the whole", "bytes=x", "Forward Partial")]
    public void Request_ForWhatIsStoredInPart_IsServedWhereThePartHoldsIt(string id, string section, string range, string expected)
    {
        var stored = Responses.Stored("Cache-Control: max-age=10|Content-Range: bytes 4-8/20|ETag: \"a\"", 206, "Range: bytes=4-8");
        var headers = Headers.Of(range.Length == 0 ? "" : $"Range: {range}");
        var decision = ReusePolicy.Decide(RequestFacts.Read("GET", headers, Responses.Options), headers, stored, true, Responses.Options, Headers.Now);
        var actual = decision.Kind + (decision.Reason == ForwardReason.None ? "" : $" {decision.Reason}");
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Theory]
    [InlineData("FA-01", "5861 §4", "max-age=10, stale-if-error=5", OriginFailure.Status, 14, "", true)]
    [InlineData("FA-02", "5861 §4 over", "max-age=10, stale-if-error=5", OriginFailure.Status, 15, "", false)]
    [InlineData("FA-03", "5861 §4 unreachable, too", "max-age=10, stale-if-error=5", OriginFailure.Unreachable, 14, "", true)]
    [InlineData("FA-04", "5861 §4 unreachable, too", "max-age=10, stale-if-error=5", OriginFailure.Unreachable, 16, "", false)]
    [InlineData("FA-05", "§4.2.4 a 503 is an answer", "max-age=10", OriginFailure.Status, 11, "", false)]
    [InlineData("FA-06", "§4.2.4 disconnected", "max-age=10", OriginFailure.Unreachable, 11, "", true)]
    [InlineData("FA-07", "§4.2.4 disconnected for too long", "max-age=10", OriginFailure.Unreachable, 86411, "", false)]
    [InlineData("FA-08", "§5.2.2.2", "max-age=10, must-revalidate", OriginFailure.Unreachable, 11, "", false)]
    [InlineData("FA-09", "§5.2.2.8", "max-age=10, proxy-revalidate", OriginFailure.Unreachable, 11, "", false)]
    [InlineData("FA-10", "§5.2.2.10", "s-maxage=10", OriginFailure.Unreachable, 11, "", false)]
    [InlineData("FA-11", "§5.2.2.4", "max-age=10, no-cache", OriginFailure.Unreachable, 1, "", false)]
    [InlineData("FA-12", "5861 §4 the client allows it", "max-age=10", OriginFailure.Status, 14, "Cache-Control: stale-if-error=5", true)]
    [InlineData("FA-13", "5861 §4 the origin does not", "max-age=10, must-revalidate", OriginFailure.Status, 14, "Cache-Control: stale-if-error=5", false)]
    [InlineData("FA-14", "a reload of what is fresh", "max-age=10", OriginFailure.Status, 5, "Cache-Control: no-cache", true)]
    [InlineData("FA-15", "other methods", "max-age=10, stale-if-error=5", OriginFailure.Unreachable, 11, "POST", false)]
    [InlineData("FA-16", "§4.3.2 not judged here", "max-age=10, stale-if-error=5", OriginFailure.Unreachable, 11, "If-Match: \"x\"", false)]
    public void Failure_OfTheOrigin_IsCoveredAsFarAsAllowed(string id, string section, string cacheControl, OriginFailure failure, int later, string request, bool expected)
    {
        var (method, headers) = Responses.Message(request);
        var stored = Responses.Stored($"Date: @0|ETag: \"a\"|Cache-Control: {cacheControl}");
        var actual = ReusePolicy.MayServeAfter(failure, RequestFacts.Read(method, headers, Responses.Options), stored, Headers.Now.AddSeconds(later));
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Fact]
    public void Failures_ByStatus_AreThoseOfTheRfc() =>
        Assert.Equal([500, 502, 503, 504], Enumerable.Range(100, 900).Where(static s => OriginFailures.Of(s) == OriginFailure.Status));

    [Fact]
    public void Stored_OvertakenByAChange_IsServedOnlyWhereTheOriginFails()
    {
        var stored = Responses.Stored("ETag: \"a\"|Cache-Control: max-age=10, stale-while-revalidate=60, stale-if-error=60").AsStale(Headers.Now);
        var request = Responses.Request("Cache-Control: max-stale=99");
        var decision = ReusePolicy.Decide(request, Headers.Of(""), stored, true, Responses.Options, Headers.Now.AddSeconds(1));
        Assert.Equal(ReuseKind.Revalidate, decision.Kind);
        Assert.True(ReusePolicy.MayServeAfter(OriginFailure.Status, request, stored, Headers.Now.AddSeconds(59)));
        Assert.False(ReusePolicy.MayServeAfter(OriginFailure.Status, request, stored, Headers.Now.AddSeconds(61)));
        Assert.False(ReusePolicy.MayServeAfter(OriginFailure.Unreachable, request, stored.AsInvalid(Headers.Now), Headers.Now.AddSeconds(1)));
    }

    [Theory]
    [InlineData("Cache-Control: max-age=0, no-cache, min-fresh=99", "ServeFresh")]
    [InlineData("Pragma: no-cache", "ServeFresh")]
    public void Directives_ThatAreNotHonoured_ChangeNothing(string request, string expected)
    {
        var options = new CachingOptions { HonorRequestDirectives = false };
        var headers = Headers.Of(request);
        var facts = RequestFacts.Read("GET", headers, options);
        Assert.Equal(expected, ReusePolicy.Decide(facts, headers, Responses.Stored("Cache-Control: max-age=10"), true, options, Headers.Now).Kind.ToString());
        Assert.True(RequestFacts.Read("GET", Headers.Of("Cache-Control: no-store, only-if-cached"), options).Directives is { NoStore: true, OnlyIfCached: true });
    }

    [Theory]
    [InlineData("GET", "", true)]
    [InlineData("HEAD", "If-None-Match: \"a\"|Cookie: x|Authorization: y|Cache-Control: foo", true)]
    [InlineData("GET", "Range: bytes=0-1", false)]
    [InlineData("GET", "Cache-Control: no-cache", false)]
    [InlineData("POST", "", false)]
    [InlineData("GET", "Content-Length: 0", true)]
    public void Request_WithNothingThatMatters_IsPlain(string method, string fields, bool expected) =>
        Assert.Equal(expected, Responses.Request(fields, method).IsPlain);

    [Theory]
    [InlineData("RQ-01", "§4.3.1 both validators", "ETag: \"a\"|Last-Modified: @-99|Cache-Control: no-cache", "", "If-None-Match: \"a\"|If-Modified-Since: @-99")]
    [InlineData("RQ-02", "§4.3.1 weak ones, too", "ETag: W/\"a\"|Cache-Control: no-cache", "", "If-None-Match: W/\"a\"")]
    [InlineData("RQ-03", "§4.3.3 never the client's beside them", "ETag: \"a\"|Cache-Control: no-cache", "If-None-Match: \"x\"|If-Modified-Since: @0", "If-None-Match: \"a\"")]
    [InlineData("RQ-04", "no validator: no condition", "Cache-Control: max-age=0", "If-None-Match: \"x\"|A: 1", "A: 1")]
    [InlineData("RQ-05", "a whole is asked for", "ETag: \"a\"|Cache-Control: no-cache", "Range: bytes=0-1|If-Range: \"a\"", "If-None-Match: \"a\"")]
    [InlineData("RQ-06", "no tag that is none", "ETag: a|Cache-Control: no-cache", "", "")]
    public void Revalidation_OfAStoredResponse_SendsItsValidators(string id, string section, string stored, string request, string expected)
    {
        var headers = Headers.Of(request);
        var facts = Responses.Stored(stored);
        var decision = ReusePolicy.Decide(RequestFacts.Read("GET", headers, Responses.Options), headers, facts, true, Responses.Options, Headers.Now.AddSeconds(1));
        RevalidationRequest.Prepare(decision, facts, headers);
        var actual = string.Join('|', headers.Select(static h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal));
        var wanted = string.Join('|', Headers.Of(expected).Select(static h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal));
        Assert.True(wanted == actual, $"{id} ({section}): {actual}");
    }

    [Theory]
    [InlineData(true, "If-None-Match: \"x\"", "")]
    [InlineData(false, "If-None-Match: \"x\"", "If-None-Match")]
    [InlineData(true, "If-None-Match: \"x\"|Range: bytes=0-1", "If-None-Match Range")]
    [InlineData(true, "HEAD If-None-Match: \"x\"", "If-None-Match")]
    public void Miss_OfAConditionalRequest_IsFilledWhole(bool option, string request, string left)
    {
        var (method, headers) = Responses.Message(request);
        var options = new CachingOptions { FillOnConditionalMiss = option };
        var decision = ReusePolicy.Decide(RequestFacts.Read(method, headers, options), headers, null, false, options, Headers.Now);
        RevalidationRequest.Prepare(decision, null, headers);
        Assert.Equal(left, string.Join(' ', headers.Keys.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("", true, true)]
    [InlineData("If-None-Match: \"x\"", true, true)]
    [InlineData("Range: bytes=0-1", true, false)]
    [InlineData("Cache-Control: no-store", true, false)]
    [InlineData("HEAD", true, false)]
    [InlineData("", false, false)]
    public void VariantTags_OfOthers_AreSentWhereTheAnswerIsForTheCache(string request, bool hasVariants, bool expected)
    {
        var (method, headers) = Responses.Message(request);
        var decision = ReusePolicy.Decide(RequestFacts.Read(method, headers, Responses.Options), headers, null, hasVariants, Responses.Options, Headers.Now);
        Assert.Equal(expected, decision.SendVariantTags);
        Assert.True(decision.Unconditionally() is { SendVariantTags: false, StripConditions: true, Kind: ReuseKind.Forward });
    }

    [Fact]
    public void VariantTags_OfOthers_AreThoseThatCouldAnswer()
    {
        var stored = new[]
        {
            Responses.Stored("ETag: \"a\""), Responses.Stored("ETag: W/\"b\""), Responses.Stored("ETag: \"a\""), Responses.Stored("Last-Modified: @-9"),
            Responses.Stored("ETag: \"c\"|Content-Range: bytes 0-1/2", 206), Responses.Stored("ETag: \"d\"|Cache-Control: no-cache"), Responses.Stored("ETag: \"e\""),
        };
        Assert.Equal("\"a\", \"e\"", RevalidationRequest.VariantTags<StoredFacts>(stored, Responses.Options));
        Assert.Equal("\"a\"", RevalidationRequest.VariantTags<StoredFacts>(stored, new CachingOptions { MaximumVariantTags = 1 }));
        Assert.Equal(0, RevalidationRequest.VariantTags<StoredFacts>([], Responses.Options).Count);
    }

    [Fact]
    public void Decision_ForEachKindOfRequest_SaysWhatMayBeStored()
    {
        Assert.True(MayStore("", null));
        Assert.True(MayStore("", "Cache-Control: max-age=0|ETag: \"a\""));
        Assert.True(MayStore("POST", null));
        Assert.False(MayStore("Cache-Control: no-store", null));
        Assert.False(MayStore("If-Match: \"a\"", null));
        Assert.False(MayStore("Content-Length: 3", null));
        Assert.False(MayStore("HEAD", null));
        Assert.False(MayStore("PUT", null));

        static bool MayStore(string request, string? stored)
        {
            var (method, headers) = Responses.Message(request);
            return ReusePolicy.Decide(
                RequestFacts.Read(method, headers, Responses.Options), headers, stored is null ? null : Responses.Stored(stored), false, Responses.Options, Headers.Now).MayStore;
        }
    }

    [Fact]
    public void Facts_InMemory_TakeNoMoreThanTheySay()
    {
        const int Count = 2_000;
        var headers = Headers.Of("Foo: 1|Bar: something longer");
        var responses = Enumerable.Range(0, Count).Select(static i => Responses.Of($"ETag: \"{i}\"|Last-Modified: @-99|Vary: Foo, Bar, x{i}")).ToArray();
        var kept = new StoredFacts[Count];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Count; i++)
            kept[i] = StoredFacts.Create(responses[i], VaryKey.None);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(kept.Sum(static f => f.EstimatedBytes), allocated - 16_384, allocated * 2);
        Assert.True(StoredFacts.Create(responses[0], VaryKey.Create(responses[0].Vary, headers)).EstimatedBytes > kept[0].EstimatedBytes + 100);
    }
}
