using Gateway.HttpCaching.Reuse;
using Gateway.HttpCaching.Storing;
using Gateway.HttpCaching.Updating;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Tests.Updating;

/// <summary>RFC 9111 §3.2, §4.3.4, §4.3.5, §4.4.</summary>
public sealed class UpdateTests
{
    [Theory]
    [InlineData("UC-01", "the same strong tag", "ETag: \"a\"", "ETag: \"a\"", true, true)]
    [InlineData("UC-02", "another strong tag", "ETag: \"a\"", "ETag: \"b\"", true, false)]
    [InlineData("UC-03", "the same weak tag", "ETag: W/\"a\"", "ETag: W/\"a\"", true, true)]
    [InlineData("UC-04", "weakened on the way", "ETag: \"a\"", "ETag: W/\"a\"", true, true)]
    [InlineData("UC-05", "no validator, asked with this one's", "ETag: \"a\"", "", true, true)]
    [InlineData("UC-06", "no validator, asked with several", "ETag: \"a\"", "", false, false)]
    [InlineData("UC-07", "the same date", "Last-Modified: @-99", "Last-Modified: @-99", true, true)]
    [InlineData("UC-08", "another date", "Last-Modified: @-99", "Last-Modified: @-98", true, false)]
    [InlineData("UC-09", "a date for a stored tag", "ETag: \"a\"|Last-Modified: @-99", "Last-Modified: @-99", true, true)]
    [InlineData("UC-10", "a date for a stored tag, asked with several", "ETag: \"a\"|Last-Modified: @-99", "Last-Modified: @-99", false, false)]
    [InlineData("UC-11", "a tag where none is stored", "Last-Modified: @-99", "ETag: \"a\"|Last-Modified: @-99", true, true)]
    [InlineData("UC-12", "a tag where none is stored", "Last-Modified: @-99", "ETag: \"a\"", true, false)]
    public void NotModified_WithItsValidators_ConfirmsAStoredResponse(string id, string what, string stored, string notModified, bool wasAsked, bool expected)
    {
        var actual = StoredUpdate.Confirms(Responses.Stored(stored), Responses.Of(notModified, 304), wasAsked);
        Assert.True(expected == actual, $"{id} (§4.3.4 {what}): {actual}");
    }

    [Theory]
    [InlineData("UH-01", "nothing to compare", "ETag: \"a\"", "", true)]
    [InlineData("UH-02", "the same", "ETag: \"a\"|Last-Modified: @-99", "ETag: \"a\"|Last-Modified: @-99|Content-Length: 10", true)]
    [InlineData("UH-03", "another tag", "ETag: \"a\"", "ETag: \"b\"", false)]
    [InlineData("UH-04", "another date", "Last-Modified: @-99", "Last-Modified: @-98", false)]
    [InlineData("UH-05", "another length", "ETag: \"a\"", "ETag: \"a\"|Content-Length: 11", false)]
    [InlineData("UH-06", "a tag where there was none", "Last-Modified: @-99", "ETag: \"a\"", false)]
    [InlineData("UH-07", "a date where there was none", "ETag: \"a\"", "ETag: \"a\"|Last-Modified: @-99", false)]
    [InlineData("UH-08", "a status that is another", "ETag: \"a\"", "ETag: \"a\"", false, 404)]
    [InlineData("UH-09", "§5.2.2.4 nothing to validate by", "ETag: \"a\"|Cache-Control: no-cache", "Content-Length: 10", false)]
    [InlineData("UH-10", "§5.2.2.4 the same tag", "ETag: \"a\"|Cache-Control: no-cache", "ETag: \"a\"", true)]
    [InlineData("UH-11", "§5.2.2.4 the same date", "Last-Modified: @-99|Cache-Control: no-cache", "Last-Modified: @-99", true)]
    [InlineData("UH-12", "§5.2.2.4 a date alone", "ETag: \"a\"|Last-Modified: @-99|Cache-Control: no-cache", "Last-Modified: @-99", false)]
    public void Head_WithItsFields_ConfirmsAStoredResponse(string id, string what, string stored, string head, bool expected, int status = 200)
    {
        var actual = StoredUpdate.ConfirmsByHead(Responses.Stored(stored, status), 10, Responses.Of(head));
        Assert.True(expected == actual, $"{id} (§4.3.5 {what}): {actual}");
    }

    [Theory]
    [InlineData("UI-01", "no validator", "", "Content-Length: 10", false)]
    [InlineData("UI-02", "a tag that is not named", "ETag: \"a\"", "Content-Length: 10", false)]
    [InlineData("UI-03", "the same tag", "ETag: \"a\"", "ETag: \"a\"|Content-Length: 10", true)]
    public void Head_AfterAChange_ConfirmsOnlyByAValidator(string id, string what, string stored, string head, bool expected)
    {
        var actual = StoredUpdate.ConfirmsByHead(Responses.Stored(stored).AsInvalid(Headers.Now), 10, Responses.Of(head));
        Assert.True(expected == actual, $"{id} (§4.4 {what}): {actual}");
    }

    [Theory]
    [InlineData("UP-01", "§3.2 replaced and kept", "A: 1|B: 1|Date: @-60", "A: 2|C: 2|Date: @0", "A: 2|B: 1|C: 2|Date: @0")]
    [InlineData("UP-02", "§3.2 all lines of a field", "A: 1|A: 2|Date: @-60", "A: 3|Date: @0", "A: 3|Date: @0")]
    [InlineData("UP-03", "§3.2 what describes the bytes stays", "Content-Length: 9|Content-Encoding: br|Content-Type: a/b|Content-Range: x|Date: @0", "Content-Length: 1|Content-Encoding: x|Content-Type: text/html|Content-Range: y|Date: @0", "Content-Length: 9|Content-Encoding: br|Content-Type: a/b|Content-Range: x|Date: @0")]
    [InlineData("UP-04", "§3.1 what is never stored", "A: 1|Date: @0", "Connection: A|A: 2|Keep-Alive: x|Age: 5|Date: @0", "A: 1|Date: @0")]
    [InlineData("UP-05", "9110 §6.6.1 no Date: when it arrived", "Date: @-60", "A: 1", "A: 1|Date: @0")]
    [InlineData("UP-06", "§7.3 no cookie that a 200 could not bring", "Date: @0|Set-Cookie: a=1|Cache-Control: max-age=5", "Date: @0|Set-Cookie: b=2", "Date: @0|Set-Cookie: a=1|Cache-Control: max-age=5")]
    [InlineData("UP-07", "§5.2.2.5 the new directives forbid it", "A: 1|Date: @0", "Cache-Control: no-store|Date: @0", null)]
    [InlineData("UP-08", "§5.2.2.7 the new directives forbid it", "A: 1|Date: @0", "Cache-Control: private|Date: @0", null)]
    [InlineData("UP-09", "§4.1 varies by everything now", "A: 1|Date: @0", "Vary: *|Date: @0", null)]
    public void Fields_OfAnUpdate_TakeThePlaceOfTheStored(string id, string section, string stored, string update, string? expected)
    {
        var updated = Apply(stored, update);
        var actual = updated is null ? null : Text(updated.Fields);
        var wanted = expected is null ? null : Text(Headers.Of(expected));
        Assert.True(wanted == actual, $"{id} ({section}): {actual ?? "dropped"}");
    }

    [Fact]
    public void Update_OfAStaleResponse_MakesItFreshFromTheNewDateOn()
    {
        var updated = Apply("Cache-Control: max-age=10|Date: @-3600|ETag: \"a\"", "Date: @0|Age: 3")!; // Nothing forbids it.
        Assert.Equal(TimeSpan.FromSeconds(3), updated.Facts.Age(Headers.Now));
        Assert.Equal(TimeSpan.FromSeconds(7), updated.Facts.Remaining(Headers.Now));
        Assert.False(updated.Fields.Any(static f => f.Key == "Age"));
    }

    [Fact]
    public void Update_ThatChangesVary_KeysTheResponseByTheNewRequest()
    {
        var stored = Responses.Stored("Vary: A", request: "A: 1|B: 1");
        var updated = StoredUpdate.Apply(stored, [], Responses.Of("Vary: A, B", 304), Headers.Of("A: 1|B: 2"), Responses.Options)!; // Nothing forbids it.
        Assert.True(updated.Facts.Variant.Matches(Headers.Of("A: 1|B: 2")));
        Assert.False(updated.Facts.Variant.Matches(Headers.Of("A: 1|B: 1")));
        Assert.True(stored.ForRequest(Headers.Of("A: 2")).Variant.Matches(Headers.Of("A: 2")));
    }

    [Fact]
    public void Update_OfAPart_LeavesItThatPart()
    {
        var stored = Responses.Stored("ETag: \"a\"|Cache-Control: max-age=5|Content-Range: bytes 4-8/20", 206, "Range: bytes=4-8");
        var updated = StoredUpdate.Apply(
            stored, StorableFields.Select(Responses.Of("ETag: \"a\"|Content-Range: bytes 4-8/20", 206)), Responses.Of("ETag: \"a\"", 304), Headers.Of(""), Responses.Options)!; // Nothing forbids it.
        Assert.Equal((stored.Part, stored.PartRequest, 206), (updated.Facts.Part, updated.Facts.PartRequest, updated.Facts.Status));
    }

    [Theory]
    [InlineData("IV-01", "the target", "POST", 200, "", "http://a.example/dir/page?q=1")]
    [InlineData("IV-02", "redirects, too", "PUT", 303, "", "http://a.example/dir/page?q=1")]
    [InlineData("IV-03", "unknown methods are unsafe", "M-SEARCH", 204, "", "http://a.example/dir/page?q=1")]
    [InlineData("IV-04", "failures do not", "DELETE", 404, "", "")]
    [InlineData("IV-05", "failures do not", "POST", 500, "", "")]
    [InlineData("IV-06", "safe methods do not", "GET", 200, "Location: /x", "")]
    [InlineData("IV-07", "safe methods do not", "QUERY", 200, "Location: /x", "")]
    [InlineData("IV-08", "Location and Content-Location", "POST", 201, "Location: /new|Content-Location: other", "http://a.example/dir/page?q=1 http://a.example/new http://a.example/dir/other")]
    [InlineData("IV-09", "not of another host", "POST", 200, "Location: http://b.example/x|Content-Location: //c.example/", "http://a.example/dir/page?q=1")]
    [InlineData("IV-10", "not of another scheme or port", "POST", 200, "Location: https://a.example/x|Content-Location: http://a.example:81/", "http://a.example/dir/page?q=1")]
    [InlineData("IV-11", "each once", "POST", 200, "Location: /dir/page?q=1|Content-Location: ", "http://a.example/dir/page?q=1")]
    [InlineData("IV-12", "no address", "POST", 200, "Location: ht tp:|Content-Location: javascript:x", "http://a.example/dir/page?q=1")]
    public void Answer_ToAnUnsafeMethod_InvalidatesWithinItsOrigin(string id, string what, string method, int status, string fields, string expected)
    {
        var keys = InvalidationPolicy.Keys(RequestFacts.Read(method, new HeaderDictionary(), Responses.Options), Responses.Target, status, Headers.Of(fields));
        var actual = string.Join(' ', keys);
        Assert.True(expected == actual, $"{id} (§4.4 {what}): {actual}");
    }

    [Theory]
    [InlineData("IS-01", "unreserved characters", "/%61/%7e?%62=%3D", null, "/%61/%7e?%62=%3D /a/~?b=%3D")]
    [InlineData("IS-02", "capitals", "/%2fx", null, "/%2fx /%2Fx")]
    [InlineData("IS-03", "dot segments, escaped too", "/a/%2e%2E/./b", null, "/a/%2e%2E/./b /b")]
    [InlineData("IS-04", "broken escapes stay", "/%zz%4", null, "/%zz%4")]
    [InlineData("IS-05", "as it was forwarded", "/%3B", "/;", "/%3B /;")]
    [InlineData("IS-06", "not by what is no path", "/a", "*", "/a")]
    public void Answer_ToAnUnsafeMethod_InvalidatesOtherSpellings(string id, string what, string target, string? forwarded, string expected)
    {
        var keys = InvalidationPolicy.Keys(
            RequestFacts.Read("PUT", new HeaderDictionary(), Responses.Options), Responses.Target with { Target = target }, 204, Headers.Of(""), forwarded);
        var actual = string.Join(' ', keys.Select(static k => k.Target));
        Assert.True(expected == actual, $"{id} (RFC 3986 §6.2.2 {what}): {actual}");
    }

    private static UpdatedResponse? Apply(string stored, string update) => StoredUpdate.Apply(
        Responses.Stored(stored), [.. Headers.Of(stored)], Responses.Of(update, 304), Headers.Of(""), Responses.Options);

    private static string Text(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> fields) =>
        string.Join('|', fields.Select(static f => $"{f.Key}: {f.Value}").Order(StringComparer.Ordinal));
}
