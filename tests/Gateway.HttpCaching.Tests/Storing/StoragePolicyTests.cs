using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Storing;

namespace Gateway.HttpCaching.Tests.Storing;

/// <summary>RFC 9111 §3. The request is for <c>http://a.example/dir/page?q=1</c>.</summary>
public sealed class StoragePolicyTests
{
    [Theory]
    [InlineData("ST-01", "§3", "", 200, "Cache-Control: max-age=9", StorageVerdict.Store)]
    [InlineData("ST-02", "§3 only GET", "HEAD", 200, "Cache-Control: max-age=9", StorageVerdict.Method)]
    [InlineData("ST-03", "§3 only GET", "PUT", 200, "Cache-Control: max-age=9", StorageVerdict.Method)]
    [InlineData("ST-04", "§3 only GET", "OPTIONS", 200, "Cache-Control: max-age=9", StorageVerdict.Method)]
    [InlineData("ST-05", "9110 §9.3.3", "POST Content-Length: 3", 200, "Cache-Control: max-age=9|Content-Location: /dir/page?q=1", StorageVerdict.Store)]
    [InlineData("ST-06", "9110 §9.3.3 another address", "POST Content-Length: 3", 200, "Cache-Control: max-age=9|Content-Location: /dir/page", StorageVerdict.Method)]
    [InlineData("ST-07", "9110 §9.3.3 no address", "POST Content-Length: 3", 200, "Cache-Control: max-age=9", StorageVerdict.Method)]
    [InlineData("ST-08", "9110 §9.3.3 no explicit lifetime", "POST Content-Length: 3", 200, "Last-Modified: @-9999|Content-Location: /dir/page?q=1", StorageVerdict.Method)]
    [InlineData("ST-09", "9110 §9.3.3 a relative address", "POST", 200, "Cache-Control: max-age=9|Content-Location: page?q=1", StorageVerdict.Store)]
    [InlineData("ST-10", "9110 §9.3.3 of another origin", "POST", 200, "Cache-Control: max-age=9|Content-Location: //b.example/dir/page?q=1", StorageVerdict.Method)]
    [InlineData("ST-11", "9110 §9.3.1 a GET with content", "Content-Length: 3", 200, "Cache-Control: max-age=9", StorageVerdict.RequestContent)]
    [InlineData("ST-12", "9110 §9.3.1 a GET with content", "Transfer-Encoding: chunked", 200, "Cache-Control: max-age=9", StorageVerdict.RequestContent)]
    [InlineData("ST-13", "§5.2.1.5", "Cache-Control: no-store", 200, "Cache-Control: max-age=9", StorageVerdict.RequestNoStore)]
    [InlineData("ST-14", "§3 final", "", 103, "Cache-Control: max-age=9", StorageVerdict.Status)]
    [InlineData("ST-15", "§3 about conditions", "", 304, "Cache-Control: max-age=9|ETag: \"a\"", StorageVerdict.Status)]
    [InlineData("ST-16", "§3 about conditions", "", 412, "Cache-Control: max-age=9", StorageVerdict.Status)]
    [InlineData("ST-17", "9110 §15.5.17 about a range", "Range: bytes=9-", 416, "Cache-Control: max-age=9", StorageVerdict.Status)]
    [InlineData("ST-18", "3229 §10.4.1 a delta is no whole", "A-IM: feed", 226, "Cache-Control: max-age=9", StorageVerdict.Status)]
    [InlineData("ST-19", "6585 §4", "", 429, "Cache-Control: max-age=9", StorageVerdict.Status)]
    [InlineData("ST-20", "§5.2.2.3", "", 599, "Cache-Control: max-age=9, must-understand", StorageVerdict.NotUnderstood)]
    [InlineData("ST-21", "§5.2.2.3 outranks no-store", "", 200, "Cache-Control: max-age=9, must-understand, no-store", StorageVerdict.Store)]
    [InlineData("ST-22", "§5.2.2.5", "", 200, "Cache-Control: max-age=9, no-store", StorageVerdict.NoStore)]
    [InlineData("ST-23", "§5.2.2.7", "", 200, "Cache-Control: max-age=9, private", StorageVerdict.Private)]
    [InlineData("ST-24", "§5.2.2.7 fields only", "", 200, "Cache-Control: max-age=9, private=\"x\"", StorageVerdict.Store)]
    [InlineData("ST-25", "§3.5", "Authorization: a", 200, "Cache-Control: max-age=9", StorageVerdict.Authorization)]
    [InlineData("ST-26", "§3.5", "Authorization: a", 200, "Cache-Control: max-age=9, public", StorageVerdict.Store)]
    [InlineData("ST-27", "§3.5", "Authorization: a", 200, "Cache-Control: max-age=9, must-revalidate", StorageVerdict.Store)]
    [InlineData("ST-28", "§3.5", "Authorization: a", 200, "Cache-Control: s-maxage=9", StorageVerdict.Store)]
    [InlineData("ST-29", "§3.5 not proxy-revalidate", "Authorization: a", 200, "Cache-Control: max-age=9, proxy-revalidate", StorageVerdict.Authorization)]
    [InlineData("ST-30", "§7.3", "", 200, "Cache-Control: max-age=9|Set-Cookie: a=b", StorageVerdict.Store)]
    [InlineData("ST-31", "§7.3 not by a guess", "", 200, "Last-Modified: @-9999|Set-Cookie: a=b", StorageVerdict.SetCookie)]
    [InlineData("ST-32", "§5.2.2.4 without the cookie", "", 200, "Last-Modified: @-9999|Set-Cookie: a=b|Cache-Control: no-cache=\"Set-Cookie\"", StorageVerdict.Store)]
    [InlineData("ST-33", "§4.1", "", 200, "Cache-Control: max-age=9|Vary: *", StorageVerdict.VaryAny)]
    [InlineData("ST-34", "§3.3", "Range: bytes=0-4", 206, "Cache-Control: max-age=9|Content-Range: bytes 0-4/10", StorageVerdict.Store)]
    [InlineData("ST-35", "§3.3 which range?", "Range: bytes=0-4", 206, "Cache-Control: max-age=9", StorageVerdict.Partial)]
    [InlineData("ST-36", "§3.3 a range that nobody asked for", "", 206, "Cache-Control: max-age=9|Content-Range: bytes 0-4/10", StorageVerdict.Partial)]
    [InlineData("ST-37", "§3 nothing allows it", "", 403, "Last-Modified: @-9999", StorageVerdict.NotCacheable)]
    [InlineData("ST-38", "§3 a lifetime allows it", "", 403, "Cache-Control: max-age=9", StorageVerdict.Store)]
    [InlineData("ST-39", "§3 Expires allows it", "", 499, "Date: @0|Expires: @9", StorageVerdict.Store)]
    [InlineData("ST-40", "nothing to go by", "", 200, "Date: @0", StorageVerdict.Useless)]
    [InlineData("ST-41", "stale at once, but with a tag", "", 200, "Cache-Control: max-age=0|ETag: \"a\"", StorageVerdict.Store)]
    [InlineData("ST-42", "stale at once, without", "", 200, "Cache-Control: max-age=0", StorageVerdict.Useless)]
    [InlineData("ST-43", "§5.2.2.4 can never be used", "", 200, "Cache-Control: max-age=9, no-cache", StorageVerdict.Useless)]
    [InlineData("ST-44", "§5.2.2.4 with a date it can", "", 200, "Cache-Control: no-cache|Last-Modified: @-9", StorageVerdict.Store)]
    [InlineData("ST-45", "§3.5, 9213: a targeted field speaks for itself", "Authorization: a", 200, "Cache-Control: public|CDN-Cache-Control: max-age=9", StorageVerdict.Authorization)]
    [InlineData("ST-46", "9110 §15.5.2 a challenge is for one client", "", 401, "Cache-Control: max-age=9, public", StorageVerdict.Status)]
    public void Response_OfEachKind_IsStoredOrNot(string id, string section, string request, int status, string response, StorageVerdict expected)
    {
        var (method, headers) = Responses.Message(request);
        var actual = StoragePolicy.Decide(RequestFacts.Read(method, headers, Responses.Options), Responses.Target, Responses.Of(response, status), Responses.Options);
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Theory]
    [InlineData(SetCookieStorage.Never, "Cache-Control: public, max-age=9", false)]
    [InlineData(SetCookieStorage.Shared, "Cache-Control: public, max-age=9", true)]
    [InlineData(SetCookieStorage.Shared, "Cache-Control: s-maxage=9", true)]
    [InlineData(SetCookieStorage.Shared, "CDN-Cache-Control: max-age=9", true)]
    [InlineData(SetCookieStorage.Shared, "Cache-Control: max-age=9", false)]
    [InlineData(SetCookieStorage.ExplicitlyFresh, "Cache-Control: max-age=9", true)]
    [InlineData(SetCookieStorage.ExplicitlyFresh, "Last-Modified: @-9999", false)]
    public void Cookie_ByOption_IsStoredOrNot(SetCookieStorage option, string response, bool expected)
    {
        var options = new CachingOptions { SetCookie = option };
        var verdict = StoragePolicy.Decide(Responses.Request(""), Responses.Target, Responses.Of(response + "|Set-Cookie: a=b", options: options), options);
        Assert.Equal(expected ? StorageVerdict.Store : StorageVerdict.SetCookie, verdict);
    }

    [Theory]
    [InlineData("SF-01", "§3.1", "A: 1|B: 2", "A B Date")]
    [InlineData("SF-02", "§3.1 of the connection", "A: 1|Connection: close|Keep-Alive: x|TE: x|Trailer: x|Transfer-Encoding: chunked|Upgrade: x|Date: @0", "A Date")]
    [InlineData("SF-03", "§3.1 of proxies", "Proxy-Authenticate: x|Proxy-Authentication-Info: x|Proxy-Authorization: x|Proxy-Connection: x|Date: @0", "Date")]
    [InlineData("SF-04", "§3.1 named by Connection, lines and case", "Connection: close, a|connection: B|A: 1|b: 2|C: 3|Date: @0", "C Date")]
    [InlineData("SF-05", "§5.2.2.4", "Cache-Control: no-cache=\"a, b\"|A: 1|B: 2|C: 3|Date: @0", "C Cache-Control Date")]
    [InlineData("SF-06", "§5.2.2.7", "Cache-Control: private=\"a\"|A: 1|C: 3|Date: @0", "C Cache-Control Date")]
    [InlineData("SF-07", "§5.1 Age is counted anew", "Age: 5|Date: @0", "Date")]
    [InlineData("SF-08", "§3.1 all others", "Set-Cookie: a=b|ETag: \"x\"|Content-Length: 3|Cache-Status: x|Date: @0", "Cache-Status Content-Length Date ETag Set-Cookie")]
    public void Fields_OfAResponse_AreStoredOrNot(string id, string section, string fields, string expected)
    {
        var actual = StorableFields.Select(Responses.Of(fields)).Select(static f => f.Key).Order(StringComparer.Ordinal);
        Assert.True(expected.Split(' ').Order(StringComparer.Ordinal).SequenceEqual(actual), $"{id} ({section}): {string.Join(' ', actual)}");
    }

    [Fact]
    public void Date_OfAResponseWithout_IsWhenItArrived() =>
        Assert.Equal(Headers.Date(0), StorableFields.Select(Responses.Of("A: 1")).Single(static f => f.Key == "Date").Value);

    [Theory]
    [InlineData("RC-01", "§3.3 whole", 200, "ETag: \"a\"", 10, 10L, true, "whole")]
    [InlineData("RC-02", "§3.3 no length", 200, "ETag: \"a\"", 10, null, true, "whole")]
    [InlineData("RC-03", "§3.3 broke off: a part of a strong one", 200, "ETag: \"a\"", 4, 10L, false, "bytes 0-3/10")]
    [InlineData("RC-04", "§3.3 broke off: length unknown", 200, "ETag: \"a\"", 4, null, false, null)]
    [InlineData("RC-05", "§3.4 broke off: weak", 200, "ETag: W/\"a\"", 4, 10L, false, null)]
    [InlineData("RC-06", "§3.4 broke off: no validator", 200, "", 4, 10L, false, null)]
    [InlineData("RC-07", "9112 §8 shorter than it said", 200, "", 4, 10L, true, null)]
    [InlineData("RC-08", "§3.3 nothing arrived", 200, "ETag: \"a\"", 0, 10L, false, null)]
    [InlineData("RC-09", "§3.3 an error that broke off", 404, "ETag: \"a\"", 4, 10L, false, null)]
    [InlineData("RC-10", "9110 §15.3.7.1", 206, "Content-Range: bytes 4-9/10", 6, 6L, true, "bytes 4-9/10")]
    [InlineData("RC-11", "§3.3 a part that is shorter", 206, "Content-Range: bytes 4-9/10", 5, 5L, true, "bytes 4-8/10")]
    [InlineData("RC-12", "a part that is longer", 206, "Content-Range: bytes 4-9/10", 7, 7L, true, null)]
    [InlineData("RC-13", "§3.3 a part that broke off", 206, "Content-Range: bytes 4-9/10", 3, 6L, false, null)]
    [InlineData("RC-14", "§3.4 a part of a strong one", 206, "Content-Range: bytes 4-9/10|ETag: \"a\"", 3, 6L, false, "bytes 4-6/10")]
    public void Content_AsItArrived_MakesAWholeAPartOrNothing(
        string id, string section, int status, string fields, long bytes, long? contentLength, bool cleanly, string? expected)
    {
        var stored = ReceivedContent.Judge(Responses.Stored("Cache-Control: max-age=9|" + fields, status, "Range: bytes=4-"), bytes, contentLength, cleanly);
        var actual = stored is null ? null : stored.Part?.ToString() ?? "whole";
        Assert.True(expected == actual, $"{id} ({section}): {actual ?? "nothing"}");
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        foreach (var options in (CachingOptions[])
            [
                new() { Name = "a b" }, new() { HeuristicFraction = 1.1 }, new() { HeuristicLimit = TimeSpan.FromDays(31) },
                new() { StaleWhenDisconnected = -TimeSpan.FromSeconds(1) }, new() { SetCookie = (SetCookieStorage)9 }, new() { MaximumRanges = 0 },
                new() { MaximumVariantTags = 33 }, new() { TargetedFields = [.. Enumerable.Repeat("a", 9)] },
            ])
        {
            Assert.ThrowsAny<System.ComponentModel.DataAnnotations.ValidationException>(() => Validate(options));
        }

        Validate(CachingOptions.Default);
    }

    private static void Validate(CachingOptions options) => System.ComponentModel.DataAnnotations.Validator.ValidateObject(
        options, new System.ComponentModel.DataAnnotations.ValidationContext(options), validateAllProperties: true);
}
