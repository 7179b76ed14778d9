using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.HttpCaching.Tests.Suite;

/// <summary>What the rules do together, beyond the suite: each a sequence of requests to one address.</summary>
public sealed class ModelCacheTests
{
    private readonly FakeTimeProvider _time = new(Headers.Now);
    private readonly List<string> _seen = [];
    private readonly Queue<(int Status, string Fields, string Content)> _answers = new();

    [Fact]
    public void Variant_ConfirmedForAnotherRequest_AnswersThatOneFromThenOn()
    {
        Answer(200, "Vary: Foo|ETag: \"a\"|Cache-Control: max-age=60", "one");
        Answer(304, "ETag: \"a\"", "");
        Assert.Equal("200 one", Get("Foo: 1"));
        Assert.Equal("200 one", Get("Foo: 2"));
        Assert.Equal("200 one", Get("Foo: 2"));
        Assert.Equal("200 one", Get("Foo: 1"));
        Assert.Equal(["Foo: 1", "Foo: 2|If-None-Match: \"a\""], _seen);
    }

    [Fact]
    public void NotModified_ThatConfirmsNothing_IsAskedForAgainOnce()
    {
        Answer(200, "Vary: Foo|ETag: \"a\"|Cache-Control: max-age=60", "one");
        Answer(304, "ETag: \"z\"", "");
        Answer(200, "Vary: Foo|ETag: \"b\"|Cache-Control: max-age=60", "two");
        Get("Foo: 1");
        Assert.Equal("200 two", Get("Foo: 2"));
        Assert.Equal("Foo: 2", _seen[^1]);
        Assert.Equal("200 one", Get("Foo: 1"));
    }

    [Fact]
    public void Part_ThatWasCompleted_IsTheWhole()
    {
        Answer(206, "ETag: \"a\"|Cache-Control: max-age=60|Content-Range: bytes 0-4/10", "01234");
        Answer(206, "ETag: \"a\"|Cache-Control: max-age=60|Content-Range: bytes 5-9/10", "56789");
        Assert.Equal("206 01234", Get("Range: bytes=0-4"));
        Assert.Equal("200 0123456789", Get(""));
        Assert.Equal("206 89", Get("Range: bytes=-2"));
        Assert.Equal(["Range: bytes=0-4", "If-Range: \"a\"|Range: bytes=5-"], _seen);
    }

    [Fact]
    public void Part_WhoseRestIsOfAnotherVersion_IsNeverJoined()
    {
        Answer(206, "ETag: \"a\"|Cache-Control: max-age=60|Content-Range: bytes 0-4/10", "01234");
        Answer(200, "ETag: \"b\"|Cache-Control: max-age=60", "abcdefghij");
        Get("Range: bytes=0-4");
        Assert.Equal("200 abcdefghij", Get(""));
        Assert.Equal("206 ab", Get("Range: bytes=0-1"));
    }

    [Theory]
    [InlineData(206, "ETag: \"b\"|Content-Range: bytes 5-9/10")]
    [InlineData(206, "ETag: \"a\"|Content-Range: bytes 5-7/10")]
    [InlineData(206, "")]
    [InlineData(416, "Content-Range: bytes */3")]
    public void Part_WhoseRestDoesNotFit_IsFetchedWhole(int status, string fields)
    {
        Answer(206, "ETag: \"a\"|Cache-Control: max-age=60|Content-Range: bytes 0-4/10", "01234");
        Answer(status, "Cache-Control: max-age=60|" + fields, "56789");
        Answer(200, "ETag: \"b\"|Cache-Control: max-age=60", "abcdefghij");
        Get("Range: bytes=0-4");
        Assert.Equal("200 abcdefghij", Get(""));
        Assert.Equal("", _seen[^1]);
    }

    [Fact]
    public void Poll_OfWhatIsNotStored_FillsTheCacheForAll()
    {
        Answer(200, "ETag: \"a\"|Cache-Control: max-age=60", "one");
        Assert.Equal("304 ", Get("If-None-Match: \"a\""));
        Assert.Equal("200 one", Get(""));
        Assert.Equal([""], _seen);
    }

    [Fact]
    public void Delta_OfAFeed_IsTheOriginsToGiveAndNeverStored()
    {
        Answer(200, "ETag: \"a\"|Cache-Control: max-age=60", "whole");
        Answer(226, "ETag: \"b\"|IM: feed|Cache-Control: max-age=60", "new ones");
        Assert.Equal("200 whole", Get("A-IM: feed"));
        Assert.Equal("304 ", Get("A-IM: feed|If-None-Match: \"a\""));
        Assert.Equal("226 new ones", Get("A-IM: feed|If-None-Match: \"0\""));
        Assert.Equal("200 whole", Get(""));
    }

    [Fact]
    public void AnswerToOneClientsCredentials_IsGivenToNoOther()
    {
        Answer(200, "ETag: \"a\"|Cache-Control: max-age=60", "mine");
        Answer(200, "ETag: \"b\"|Cache-Control: max-age=60", "yours");
        Assert.Equal("200 mine", Get("Authorization: me"));
        Assert.Equal("200 yours", Get(""));
    }

    [Fact]
    public void Content_OfAGet_NeitherMeetsNorFillsTheCache()
    {
        Answer(200, "Cache-Control: max-age=60", "poison");
        Answer(200, "Cache-Control: max-age=60", "good");
        Assert.Equal("200 poison", Get("Content-Length: 3"));
        Assert.Equal("200 good", Get(""));
        Assert.Equal("200 good", Get(""));
    }

    [Fact]
    public void Outage_IsCoveredForAsLongAsTheOriginSaid()
    {
        Answer(200, "ETag: \"a\"|Cache-Control: max-age=1, stale-if-error=60", "one");
        Get("");
        _time.Advance(TimeSpan.FromSeconds(60));
        Answer(503, "", "down");
        Assert.Equal("200 one", Get(""));
        _time.Advance(TimeSpan.FromSeconds(2));
        Answer(503, "", "down");
        Assert.Equal("503 down", Get(""));
        Assert.Equal("502 ", Get(""));
    }

    private void Answer(int status, string fields, string content) => _answers.Enqueue((status, fields, content));

    private string Get(string fields)
    {
        _cache ??= new ModelCache(Origin, _time, CachingOptions.Default);
        var response = _cache.Handle(new ModelRequest("GET", "/x", Headers.Of(fields)));
        return $"{response.Status} {Encoding.ASCII.GetString(response.Content)}";
    }

    private ModelCache? _cache;

    private ModelResponse? Origin(ModelRequest request)
    {
        _seen.Add(string.Join('|', request.Headers.Select(static h => $"{h.Key}: {h.Value}").Order(StringComparer.Ordinal)));
        return _answers.TryDequeue(out var answer) ? new ModelResponse(answer.Status, Headers.Of(answer.Fields), Encoding.ASCII.GetBytes(answer.Content)) : null;
    }
}
