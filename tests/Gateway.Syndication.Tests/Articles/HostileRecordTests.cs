using System.Text;
using CsCheck;
using Gateway.Syndication.Articles;
using Gateway.Tests.Shared;

namespace Gateway.Syndication.Tests.Articles;

/// <summary>Bad input, a row each: the member that the problem names, and a part of what it says.</summary>
public class HostileRecordTests
{
    private static readonly ArticleLimits Limits = new();

    public static TheoryData<string, string, string?, string> Rows { get; } = new()
    {
        { "empty", "", null, "ends before" },
        { "not-json", "slug: a", null, "no valid JSON" },
        { "array", "[]", null, "no JSON object" },
        { "string", "\"a\"", null, "no JSON object" },
        { "cut-off", """{"slug":"a","title":"T""", null, "ends before" },
        { "cut-off-after-member", """{"slug":"a",""", null, "ends before" },
        { "trailing-data", Good() + "x", null, "no valid JSON" },
        { "two-records", Good() + Good(), null, "no valid JSON" },
        { "comment", "/* a */" + Good(), null, "no valid JSON" },
        { "trailing-comma", """{"slug":"a",}""", null, "no valid JSON" },
        { "raw-control-in-string", "{\"slug\":\"a\u0001\"}", null, "no valid JSON" },
        { "missing-slug", """{"title":"T","body_md":"b","published_at":"2026-01-01T00:00:00Z"}""", "slug", "missing" },
        { "missing-title", """{"slug":"a","body_md":"b","published_at":"2026-01-01T00:00:00Z"}""", "title", "missing" },
        { "missing-body", """{"slug":"a","title":"T","published_at":"2026-01-01T00:00:00Z"}""", "body_md", "missing" },
        { "missing-date", """{"slug":"a","title":"T","body_md":"b"}""", "published_at", "missing" },
        { "null-title", Good("\"title\":null", replace: "\"title\":\"T\""), "title", "missing" },
        { "blank-title", Good("\"title\":\" \\n\"", replace: "\"title\":\"T\""), "title", "blank" },
        { "title-number", Good("\"title\":1", replace: "\"title\":\"T\""), "title", "a number, not a string" },
        { "title-object", Good("\"title\":{}", replace: "\"title\":\"T\""), "title", "an object, not a string" },
        { "title-long", Good($"\"title\":\"{new string('t', 1_001)}\"", replace: "\"title\":\"T\""), "title", "at most 1,000" },
        { "duplicate-known", Good("\"slug\":\"a\""), "slug", "twice" },
        { "duplicate-escaped", Good("\"sl\\u0075g\":\"a\""), "slug", "twice" },
        { "duplicate-unknown", Good("\"x\":1,\"x\":2"), "x", "twice" },
        { "duplicate-null", Good("\"url\":null,\"url\":null"), "url", "twice" },
        { "duplicate-in-alternates", Good("\"alternates\":{\"html\":\"https://a.example\",\"html\":\"https://a.example\"}"), "alternates.html", "twice" },
        { "duplicate-in-author", Good("\"authors\":[{\"name\":\"A\",\"name\":\"B\"}]"), "authors[0].name", "twice" },
        { "duplicate-nested", Good("\"x\":{\"y\":1,\"y\":2}"), "x.y", "twice" },
        { "duplicate-nested-escaped", Good("\"x\":{\"y\":1,\"\\u0079\":2}"), "x.y", "twice" },
        { "duplicate-nested-in-arrays", Good("\"x\":[0,[{}],{\"y\":1,\"z\":[{\"w\":{}},{\"w\":[],\"v\":\"w\",\"w\":null}]}]"), "x[2].z[1].w", "twice" },
        { "duplicate-nested-after-another", Good("\"x\":{\"y\":{\"z\":1},\"v\":{\"z\":1,\"z\":1}}"), "x.v.z", "twice" },
        { "duplicate-under-alternates", Good("\"alternates\":{\"x\":{\"y\":1,\"y\":2}}"), "alternates.x.y", "twice" },
        { "duplicate-under-author", Good("\"authors\":[\"A\",{\"name\":\"A\",\"x\":[{\"y\":1,\"y\":2}]}]"), "authors[1].x[0].y", "twice" },
        { "duplicate-under-topics", Good("\"topics\":[{\"y\":1,\"y\":2}]"), "topics[0].y", "twice" },
        { "slug-dots", Slugged(".."), "slug", "U+002E" },
        { "slug-slash", Slugged("a/b"), "slug", "U+002F" },
        { "slug-percent", Slugged("%2e"), "slug", "U+0025" },
        { "slug-nul", Slugged("a\\u0000"), "slug", "U+0000" },
        { "slug-control", Slugged("a\\u001b"), "slug", "U+001B" },
        { "slug-space", Slugged("a b"), "slug", "U+0020" },
        { "slug-surrogate", Slugged("a\\ud800"), "slug", "U+FFFD" },
        { "slug-zero-width", Slugged("a\\u200db"), "slug", "U+200D" },
        { "slug-empty", Slugged(""), "slug", "empty" },
        { "slug-long", Slugged(new string('a', 201)), "slug", "longer than 200" },
        { "slug-very-long", Slugged(new string('a', 100_000)), "slug", "longer than 200" },
        { "slug-number", Good("\"slug\":1", replace: "\"slug\":\"a\""), "slug", "a number" },
        { "url-javascript", Good("\"url\":\"javascript:alert(1)\""), "url", "no absolute http" },
        { "url-data", Good("\"url\":\"data:text/html,x\""), "url", "no absolute http" },
        { "url-relative", Good("\"url\":\"/news/a\""), "url", "no absolute http" },
        { "url-empty", Good("\"url\":\"\""), "url", "no absolute http" },
        { "url-no-host", Good("\"url\":\"https://\""), "url", "no well-formed" },
        { "url-no-slashes", Good("\"url\":\"https:a.example\""), "url", "no absolute http" },
        { "url-credentials", Good("\"url\":\"https://u:p@a.example/\""), "url", "credentials" },
        { "url-empty-credentials", Good("\"url\":\"https://@a.example/\""), "url", "credentials" },
        { "url-line-break", Good("\"url\":\"https://a.example/\\n\""), "url", "control character" },
        { "url-backslash", Good("\"url\":\"https://a.example\\\\b\""), "url", "no well-formed" },
        { "url-port", Good("\"url\":\"https://a.example:99999/\""), "url", "no well-formed" },
        { "url-long", Good($"\"url\":\"https://a.example/{new string('a', 2_048)}\""), "url", "at most 2,048" },
        { "source-mailto", Good("\"canonical_source\":\"mailto:a@b.example\""), "canonical_source", "no absolute http" },
        { "image-array", Good("\"image\":[]"), "image", "an array" },
        { "image-data", Good("\"image\":\"data:image/png;base64,x\""), "image", "no absolute http" },
        { "alternates-array", Good("\"alternates\":[]"), "alternates", "an array, not an object" },
        { "alternate-javascript", Good("\"alternates\":{\"text\":\"javascript:1\"}"), "alternates.text", "no absolute http" },
        { "alternate-number", Good("\"alternates\":{\"html\":1}"), "alternates.html", "a number" },
        { "authors-string", Good("\"authors\":\"Jo\""), "authors", "not an array" },
        { "author-number", Good("\"authors\":[\"Jo\",1]"), "authors[1]", "a number" },
        { "author-nameless", Good("\"authors\":[{\"url\":\"https://a.example\"}]"), "authors[0].name", "missing" },
        { "author-blank", Good("\"authors\":[\" \"]"), "authors[0]", "blank" },
        { "author-javascript", Good("\"authors\":[{\"name\":\"Jo\",\"url\":\"javascript:1\"}]"), "authors[0].url", "no absolute http" },
        { "topics-object", Good("\"topics\":{}"), "topics", "not an array" },
        { "topic-null", Good("\"topics\":[\"a\",null]"), "topics[1]", "null, not a string" },
        { "topic-long", Good($"\"topics\":[\"{new string('a', 201)}\"]"), "topics[0]", "at most 200" },
        { "topics-10000", Good($"\"topics\":[{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"t{i}\""))}]"), "topics", "more than 100" },
        { "lang-blank", Good("\"lang\":\"\""), "lang", "BCP 47" },
        { "lang-underscore", Good("\"lang\":\"pt_BR\""), "lang", "BCP 47" },
        { "lang-word", Good("\"lang\":\"portuguese\""), "lang", "BCP 47" },
        { "date-number", Good("\"updated_at\":1782341598"), "updated_at", "a number" },
        { "date-without-offset", Good("\"updated_at\":\"2026-06-24T22:53:18\""), "updated_at", "offset" },
        { "date-offset-without-colon", Good("\"updated_at\":\"2026-06-24T22:53:18+0000\""), "updated_at", "RFC 3339" },
        { "date-only", Good("\"updated_at\":\"2026-06-24\""), "updated_at", "RFC 3339" },
        { "date-rfc-822", Good("\"updated_at\":\"Wed, 24 Jun 2026 22:53:18 GMT\""), "updated_at", "RFC 3339" },
        { "date-30-february", Good("\"updated_at\":\"2026-02-30T00:00:00Z\""), "updated_at", "exists" },
        { "date-hour-24", Good("\"updated_at\":\"2026-02-03T24:00:00Z\""), "updated_at", "exists" },
        { "date-second-61", Good("\"updated_at\":\"2026-02-03T23:59:61Z\""), "updated_at", "exists" },
        { "date-year-0", Good("\"updated_at\":\"0000-01-01T00:00:00Z\""), "updated_at", "exists" },
        { "date-year-1899", Good("\"updated_at\":\"1899-12-31T23:59:59Z\""), "updated_at", "1900 to 9998" },
        { "date-year-9999", Good("\"updated_at\":\"9999-01-01T00:00:00Z\""), "updated_at", "1900 to 9998" },
        { "date-past-the-calendar", Good("\"updated_at\":\"9999-12-31T23:59:60-23:59\""), "updated_at", "1900 to 9998" },
        { "date-digits-of-another-script", Good("\"updated_at\":\"٢٠٢٦-06-24T22:53:18Z\""), "updated_at", "RFC 3339" },
        { "deep", Good("\"x\":" + new string('[', 32) + new string(']', 32)), null, "deeper than 32" },
        { "very-deep", Good("\"x\":" + new string('[', 100_000)), null, "deeper than 32" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Read_BadRecord_NamesTheMemberAndSaysWhy(string id, string json, string? member, string detail)
    {
        var (article, problem) = ArticleReader.Read(Encoding.UTF8.GetBytes(json), Limits);
        Assert.Null(article);
        Assert.NotNull(problem);
        Assert.Equal(member, problem.Member);
        Assert.True(problem.Detail.Contains(detail, StringComparison.Ordinal), $"{id}: {problem.Detail}");
        Assert.False(problem.IsTooLarge);
        Assert.InRange(problem.Detail.Length, 1, 200);
    }

    [Fact]
    public void Read_RecordOverTheLimit_IsTooLarge()
    {
        var problem = ArticleReader.Read(new byte[Limits.RecordBytes + 1], Limits).Problem;
        Assert.NotNull(problem);
        Assert.True(problem.IsTooLarge);
    }

    [Fact]
    public void Read_OtherEncodings_AreRefused()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            foreach (var bytes in new[] { encoding.GetBytes(Good()), [.. encoding.GetPreamble(), .. encoding.GetBytes(Good())] })
                Assert.Contains("UTF-8", ArticleReader.Read(bytes, Limits).Problem?.Detail, StringComparison.Ordinal);
        }

        Assert.Contains("UTF-8", ArticleReader.Read(Encoding.Latin1.GetBytes(Good("\"x\":\"é\"")), Limits).Problem?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneBom_IsAcceptedAndTwoAreNot()
    {
        Assert.NotNull(ArticleReader.Read(Encoding.UTF8.GetBytes("\uFEFF" + Good()), Limits).Article);
        Assert.NotNull(ArticleReader.Read(Encoding.UTF8.GetBytes("\uFEFF\uFEFF" + Good()), Limits).Problem);
    }

    [Theory]
    [InlineData("a", null)]
    [InlineData("b", "is not the slug in the address")]
    [InlineData("A", "is not the slug in the address")]
    [InlineData("..", "in the address")]
    public void Read_SlugInTheAddress_MustAgree(string address, string? detail)
    {
        var (article, problem) = ArticleReader.Read(Encoding.UTF8.GetBytes(Good()), Limits, address);
        Assert.Equal(detail is null, article is not null);
        if (detail is not null)
            Assert.Contains(detail, problem?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnyMutationOfARealRecord_NeverThrows()
    {
        var records = Corpus.Articles().Where(record => record.Length < 4_000).Take(50).ToArray();
        Gen.Select(Gen.OneOf(records), Gen.Select(Gen.Double.Unit, Gen.Int[0, 40], Gen.Byte.Array[0, 6]).Array[1, 5]).Sample(
            (record, edits) =>
            {
                var bytes = new List<byte>(record);
                foreach (var (place, removed, inserted) in edits)
                {
                    var at = (int)(place * bytes.Count);
                    bytes.RemoveRange(at, Math.Min(removed, bytes.Count - at));
                    bytes.InsertRange(at, inserted);
                }

                var (article, problem) = ArticleReader.Read(bytes.ToArray(), Limits);
                Assert.True(article is null != problem is null);
            },
            iter: Nasty.Cases * 2 / 5);
    }

    [Fact]
    public void Read_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.NotNull(ArticleReader.Read(bytes, Limits).Problem), iter: Nasty.Cases / 10);

    internal static string Good(string member = "\"x\":1", string? replace = null)
    {
        const string record = """{"slug":"a","title":"T","body_md":"b","published_at":"2026-01-01T00:00:00Z"}""";
        return replace is null ? record.Insert(record.Length - 1, "," + member) : record.Replace(replace, member, StringComparison.Ordinal);
    }

    private static string Slugged(string slug) => Good($"\"slug\":\"{slug}\"", replace: "\"slug\":\"a\"");
}
