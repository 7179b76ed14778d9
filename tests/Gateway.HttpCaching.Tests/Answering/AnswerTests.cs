using Gateway.HttpCaching.Answering;
using Gateway.HttpCaching.Codings;
using Gateway.HttpCaching.Reuse;

namespace Gateway.HttpCaching.Tests.Answering;

/// <summary>RFC 9111 §4.3.2, RFC 9110 §13.2, §14.2, §15.4.5. The whole has ten bytes.</summary>
public sealed class AnswerTests
{
    private const string Tagged = "ETag: \"a\"|Last-Modified: @-100|Date: @0";

    [Theory]
    [InlineData("AN-01", "none", 200, Tagged, "", "Stored")]
    [InlineData("AN-02", "§13.1.2", 200, Tagged, "If-None-Match: \"a\"", "NotModified")]
    [InlineData("AN-03", "§13.1.2 weak comparison", 200, Tagged, "If-None-Match: W/\"a\"", "NotModified")]
    [InlineData("AN-04", "§13.1.2 a list", 200, Tagged, "If-None-Match: \"x\", \"a\"", "NotModified")]
    [InlineData("AN-05", "§13.1.2 lines", 200, Tagged, "If-None-Match: \"x\"|If-None-Match: \"a\"", "NotModified")]
    [InlineData("AN-06", "§13.1.2 star", 200, "Date: @0", "If-None-Match: *", "NotModified")]
    [InlineData("AN-07", "§13.1.2 another", 200, Tagged, "If-None-Match: \"b\"", "Stored")]
    [InlineData("AN-08", "§13.1.3 void beside a tag", 200, Tagged, "If-None-Match: \"b\"|If-Modified-Since: @0", "Stored")]
    [InlineData("AN-09", "§13.1.3", 200, Tagged, "If-Modified-Since: @-100", "NotModified")]
    [InlineData("AN-10", "§13.1.3 later", 200, Tagged, "If-Modified-Since: @-99", "NotModified")]
    [InlineData("AN-11", "§13.1.3 earlier", 200, Tagged, "If-Modified-Since: @-101", "Stored")]
    [InlineData("AN-12", "§13.1.3 no date", 200, Tagged, "If-Modified-Since: x", "Stored")]
    [InlineData("AN-13", "§13.1.3 two", 200, Tagged, "If-Modified-Since: @0|If-Modified-Since: @0", "Stored")]
    [InlineData("AN-14", "9111 §4.3.2 Date stands in", 200, "Date: @-50", "If-Modified-Since: @-50", "NotModified")]
    [InlineData("AN-15", "9111 §4.3.2 Date stands in", 200, "Date: @-50", "If-Modified-Since: @-51", "Stored")]
    [InlineData("AN-16", "§13.2.1 only of 2xx", 404, Tagged, "If-None-Match: \"a\"", "Stored")]
    [InlineData("AN-17", "§13.2.1 all 2xx", 204, Tagged, "If-None-Match: \"a\"", "NotModified")]
    [InlineData("AN-18", "§14.2", 200, Tagged, "Range: bytes=0-1", "Partial 0-1")]
    [InlineData("AN-19", "§14.2 conditions come first", 200, Tagged, "Range: bytes=0-1|If-None-Match: \"a\"", "NotModified")]
    [InlineData("AN-20", "§13.1.5", 200, Tagged, "Range: bytes=0-1|If-Range: \"a\"", "Partial 0-1")]
    [InlineData("AN-21", "§13.1.5", 200, Tagged, "Range: bytes=0-1|If-Range: \"b\"", "Stored")]
    [InlineData("AN-22", "§15.5.17", 200, Tagged, "Range: bytes=10-", "RangeNotSatisfiable")]
    [InlineData("AN-23", "§14.2 malformed", 200, Tagged, "Range: bytes=x", "Stored")]
    [InlineData("AN-24", "§14.2 of GET", 200, Tagged, "HEAD Range: bytes=0-1", "Stored")]
    [InlineData("AN-25", "§14.2 of 200", 404, Tagged, "Range: bytes=0-1", "Stored")]
    [InlineData("AN-26", "§15.3.7.2", 200, Tagged, "Range: bytes=0-1,-1", "Partial 0-1 9-9")]
    [InlineData("AN-27", "§13.1.2 nothing readable", 200, Tagged, "If-None-Match: a", "Stored")]
    [InlineData("AN-28", "§13.1.2 no tag stored", 200, "Date: @0", "If-None-Match: \"a\"", "Stored")]
    public void Conditions_OfTheClient_AreJudgedOnTheStored(string id, string section, int status, string stored, string request, string expected)
    {
        var (method, headers) = Responses.Message(request);
        var answer = AnswerPolicy.Decide(RequestFacts.Read(method, headers, Responses.Options), headers, Responses.Stored(stored, status), 10, Responses.Options);
        var actual = answer.Kind + string.Concat(answer.Ranges.Select(static r => $" {r.First}-{r.Last}"));
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Fact]
    public void Range_OfAWholeOfUnknownLength_IsNotCut()
    {
        var headers = Headers.Of("Range: bytes=0-1");
        Assert.Equal(AnswerKind.Stored, AnswerPolicy.Decide(Responses.Request("Range: bytes=0-1"), headers, Responses.Stored(Tagged), null, Responses.Options).Kind);
    }

    [Theory]
    [InlineData(ContentCoding.Brotli, "\"a-br\"", true)]
    [InlineData(ContentCoding.Brotli, "\"a\"", false)]
    [InlineData(ContentCoding.Identity, "\"a\"", true)]
    [InlineData(ContentCoding.Gzip, "W/\"a-gzip3\"", true)]
    public void Tag_OfACoding_IsItsOwn(ContentCoding coding, string tag, bool expected)
    {
        var stored = Responses.Stored(Tagged).InCoding(coding);
        var headers = Headers.Of("If-None-Match: " + tag);
        var answer = AnswerPolicy.Decide(RequestFacts.Read("GET", headers, Responses.Options), headers, stored, 10, Responses.Options);
        Assert.Equal(expected ? AnswerKind.NotModified : AnswerKind.Stored, answer.Kind);
    }

    [Theory]
    [InlineData("ETag", true)]
    [InlineData("Date", true)]
    [InlineData("Cache-Control", true)]
    [InlineData("Expires", true)]
    [InlineData("Vary", true)]
    [InlineData("Content-Location", true)]
    [InlineData("Access-Control-Allow-Origin", true)]
    [InlineData("content-type", false)]
    [InlineData("Content-Length", false)]
    [InlineData("Content-Encoding", false)]
    [InlineData("Set-Cookie", false)]
    [InlineData("Last-Modified", false)]
    public void NotModified_ByField_SendsWhatGuidesCaches(string field, bool expected)
    {
        Assert.Equal(expected, NotModifiedFields.Includes(field, hasETag: true));
        Assert.True(field != "Last-Modified" || NotModifiedFields.Includes(field, hasETag: false));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-5, "0")]
    [InlineData(59.99, "59")]
    [InlineData(4096, "4096")]
    [InlineData(2147483648, "2147483648")]
    public void Age_AsText_IsWholeSeconds(double seconds, string expected)
    {
        Assert.Equal(expected, AgeText.Of(TimeSpan.FromSeconds(seconds)));
        Assert.True(seconds > 4095 || ReferenceEquals(AgeText.Of(TimeSpan.FromSeconds(seconds)), AgeText.Of(TimeSpan.FromSeconds(seconds))));
    }
}
