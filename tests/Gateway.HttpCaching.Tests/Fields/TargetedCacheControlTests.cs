using System.Collections.Immutable;
using Gateway.HttpCaching.Fields;

namespace Gateway.HttpCaching.Tests.Fields;

/// <summary>RFC 9213 §2, RFC 9651 §3.2, §4.2. A row without expectation is ignored by the RFC's rule.</summary>
public sealed class TargetedCacheControlTests
{
    [Theory]
    [InlineData("TC-01", "9213 §2.1", "max-age=60", "max-age=60")]
    [InlineData("TC-02", "9213 §2.1", "max-age=60, no-cache, foo", "max-age=60 no-cache")]
    [InlineData("TC-03", "9213 §2.2 empty", "", null)]
    [InlineData("TC-04", "9213 §2.2 empty", "   ", null)]
    [InlineData("TC-05", "9651 §4.2 no key", "max-age=60, &&&&", null)]
    [InlineData("TC-06", "9651 §3.1.2 keys are lower case", "Max-Age=60", null)]
    [InlineData("TC-07", "9651 §4.2.2 trailing comma", "max-age=60,", null)]
    [InlineData("TC-08", "9651 §4.2.2 space before =", "max-age =60", null)]
    [InlineData("TC-09", "9651 §4.2.2 space after =", "max-age= 60", null)]
    [InlineData("TC-10", "9651 §3.2 the last of a key", "max-age=60, max-age=1", "max-age=1")]
    [InlineData("TC-11", "9213 §2.1 another type", "max-age=\"60\"", "max-age=0")]
    [InlineData("TC-12", "9213 §2.1 another type", "max-age=60.5", "max-age=0")]
    [InlineData("TC-13", "9213 §2.1 another type", "max-age", "max-age=0")]
    [InlineData("TC-14", "9651 §3.3.1 negative", "max-age=-1", "max-age=0")]
    [InlineData("TC-15", "9651 §3.3.1 sixteen digits", "max-age=1234567890123456", null)]
    [InlineData("TC-16", "1.2.2 of 9111", "max-age=999999999999999", "max-age=2147483648")]
    [InlineData("TC-17", "9213 §2.1 parameters", "max-age=60;a=1;b, public;x", "max-age=60 public")]
    [InlineData("TC-18", "9651 §3.3.6 Booleans", "no-store=?0, public=?1", "public")]
    [InlineData("TC-19", "9651 §3.3.6 Booleans", "no-store=?2", null)]
    [InlineData("TC-20", "9651 §3.3.3 a String of names", "private=\"a, b\"", "private[a b]")]
    [InlineData("TC-21", "9651 §3.3.4 a Token", "no-cache=Set-Cookie", "no-cache[set-cookie]")]
    [InlineData("TC-22", "9651 §3.1.1 an Inner List", "no-cache=( \"a\"  b );x=1, max-age=1", "max-age=1 no-cache[a b]")]
    [InlineData("TC-23", "9651 §4.2.1.2 unfinished list", "no-cache=(a b", null)]
    [InlineData("TC-24", "9651 §4.2.5 unfinished String", "private=\"a", null)]
    [InlineData("TC-25", "9651 §4.2.5 escapes", "private=\"a\\b\"", null)]
    [InlineData("TC-26", "9651 §4.2.5 not ASCII", "foo=\"é\"", null)]
    [InlineData("TC-27", "9651 §3.3.5, .7, .8", "a=:YWI=:, b=@1659578233, c=%\"f%c3%bc\", max-age=9", "max-age=9")]
    [InlineData("TC-28", "9651 §4.2.7 unfinished bytes", "a=:YWI=", null)]
    [InlineData("TC-29", "lines are joined", "max-age=9|no-transform", "max-age=9 no-transform")]
    [InlineData("TC-30", "9651 §4.2.2 no comma", "max-age=9 public", null)]
    [InlineData("TC-31", "9213 §2.1 unknown only: there all the same", "none", "")]
    [InlineData("TC-32", "9651 §4.2.4 a point and nothing", "max-age=9.", null)]
    [InlineData("TC-33", "9651 §4.2.2 tabs around commas", "max-age=9\t,\tpublic", "max-age=9 public")]
    [InlineData("TC-34", "a restriction of a type nobody knows", "private=5, no-cache=?1", "private no-cache")]
    public void Field_OfTargetedDirectives_IsReadOrIgnored(string id, string section, string lines, string? expected)
    {
        var actual = TargetedCacheControl.TryParse(lines.Split('|'), out var directives) ? ResponseDirectivesTests.Text(directives) : null;
        Assert.True(expected == actual, $"{id} ({section}): {actual ?? "ignored"}");
        Assert.True(expected is null || directives.IsTargeted);
    }

    [Theory]
    [InlineData("TL-01", "9213 §2.2 replaces", "Cache-Control: no-store|CDN-Cache-Control: max-age=5", "max-age=5")]
    [InlineData("TL-02", "9213 §2.2 invalid: falls back", "Cache-Control: no-store|CDN-Cache-Control: max-age =5", "no-store")]
    [InlineData("TL-03", "9213 §2.2 the first of the list", "Gateway-Cache-Control: max-age=1|CDN-Cache-Control: max-age=5", "max-age=1")]
    [InlineData("TL-04", "9213 §2.2 the next of the list", "Gateway-Cache-Control: &|CDN-Cache-Control: max-age=5", "max-age=5")]
    [InlineData("TL-05", "9213 §2.2 none", "Cache-Control: max-age=7", "max-age=7")]
    public void Directives_OfSeveralFields_AreThoseOfTheFirstThatIsValid(string id, string section, string fields, string expected)
    {
        ImmutableArray<string> targets = ["Gateway-Cache-Control", "CDN-Cache-Control"];
        var actual = ResponseDirectivesTests.Text(ResponseDirectives.Parse(Headers.Of(fields), targets));
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }
}
