using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Reuse;

namespace Gateway.HttpCaching.Tests.Fields;

/// <summary>Request directives, <c>Age</c>, <c>Vary</c>, <c>Range</c>, <c>Content-Range</c>, <c>Cache-Status</c>.</summary>
public sealed class SmallFieldTests
{
    [Theory]
    [InlineData("RD-01", "9111 §5.2.1.1", "max-age=5", "", "5/-/-/-")]
    [InlineData("RD-02", "9111 §5.2.1.2 without argument", "max-stale", "", "-/2147483648/-/-")]
    [InlineData("RD-03", "9111 §5.2.1.2", "max-stale=\"7\", max-stale=9", "", "-/7/-/-")]
    [InlineData("RD-04", "9111 §5.2.1.3, 5861 §4", "min-fresh=3, stale-if-error=4", "", "-/-/3/4")]
    [InlineData("RD-05", "9111 §5.2.1.4-7", "no-cache, NO-STORE, no-transform, only-if-cached", "", "-/-/-/- no-cache no-store no-transform only-if-cached")]
    [InlineData("RD-06", "no number: as if not there", "max-age=x, max-stale=-1, min-fresh=, max-age=8", "", "8/-/-/-")]
    [InlineData("RD-07", "9111 §5.4 alone", "", "no-cache", "-/-/-/- no-cache")]
    [InlineData("RD-08", "9111 §5.4 not beside Cache-Control", "foo", "no-cache", "-/-/-/-")]
    [InlineData("RD-09", "9111 §5.4 nothing else", "", "foo, max-age=0, no-store", "-/-/-/-")]
    [InlineData("RD-10", "quoted text is no directive", "x=\"no-cache\"", "", "-/-/-/-")]
    public void Directives_OfARequest_AreRead(string id, string section, string cacheControl, string pragma, string expected)
    {
        var d = RequestDirectives.Parse(cacheControl.Length == 0 ? default : cacheControl, pragma.Length == 0 ? default : pragma);
        var flags = (d.NoCache ? " no-cache" : "") + (d.NoStore ? " no-store" : "") + (d.NoTransform ? " no-transform" : "") + (d.OnlyIfCached ? " only-if-cached" : "");
        var actual = string.Join('/', new[] { d.MaxAge, d.MaxStale, d.MinFresh, d.StaleIfError }.Select(static n => n?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-")) + flags;
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Theory]
    [InlineData("AG-01", "§5.1", "7200", 7200)]
    [InlineData("AG-02", "§5.1 first of a list", "7200, 0", 7200)]
    [InlineData("AG-03", "§5.1 first of a list", " 0 ,7200", 0)]
    [InlineData("AG-04", "§5.1 first of two lines", "7200|0", 7200)]
    [InlineData("AG-05", "§5.1 invalid: ignored", "abc", 0)]
    [InlineData("AG-06", "§5.1 invalid: ignored", "-5", 0)]
    [InlineData("AG-07", "§5.1 invalid: ignored", "7200.0", 0)]
    [InlineData("AG-08", "§5.1 invalid: ignored", "7200;a=b", 0)]
    [InlineData("AG-09", "§1.2.2 overflow", "99999999999999999999", 2147483648)]
    [InlineData("AG-10", "none", "", 0)]
    public void Age_OfAnyText_IsReadOrZero(string id, string section, string lines, long expected)
    {
        var actual = AgeField.Parse(lines.Length == 0 ? default : lines.Split('|'));
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Theory]
    [InlineData("VA-01", "9110 §12.5.5", "Accept-Encoding, accept", "accept accept-encoding")]
    [InlineData("VA-02", "lines, twice the same", "B|a, b", "a b")]
    [InlineData("VA-03", "9111 §4.1 star", "*", "*")]
    [InlineData("VA-04", "9111 §4.1 star among others", "a, *", "*")]
    [InlineData("VA-05", "9111 §4.1 star on another line", "|a|*", "*")]
    [InlineData("VA-06", "empty members", ", ,a,", "a")]
    [InlineData("VA-07", "no name: nobody knows what it means", "a, b c", "*")]
    [InlineData("VA-08", "none", "", "")]
    public void Vary_OfAnyText_NamesFieldsOrNothingMatches(string id, string section, string lines, string expected)
    {
        var vary = VaryField.Parse(lines.Split('|'));
        var actual = vary.IsAny ? "*" : string.Join(' ', vary.Names);
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Fact]
    public void Vary_WithTooManyNames_MatchesNothing() =>
        Assert.True(VaryField.Parse(Enumerable.Range(0, 65).Select(static i => $"f{i}").ToArray()).IsAny);

    [Theory]
    [InlineData("RA-01", "9110 §14.1.2", "bytes=0-4", "0-4")]
    [InlineData("RA-02", "open", "bytes=5-", "5-")]
    [InlineData("RA-03", "suffix", "bytes=-5", "-5")]
    [InlineData("RA-04", "several", "bytes= 0-0 ,, -1, 7-9", "0-0 -1 7-9")]
    [InlineData("RA-05", "units in any case (§14.1)", "BYTES=1-2", "1-2")]
    [InlineData("RA-06", "another unit: ignored (§14.2)", "lines=1-2", null)]
    [InlineData("RA-07", "backwards: invalid", "bytes=5-4", null)]
    [InlineData("RA-08", "no number", "bytes=a-b", null)]
    [InlineData("RA-09", "sign", "bytes=+1-2", null)]
    [InlineData("RA-10", "nothing", "bytes=", null)]
    [InlineData("RA-11", "nothing", "bytes=-", null)]
    [InlineData("RA-12", "one is wrong: all are", "bytes=0-1, x", null)]
    [InlineData("RA-13", "two lines", "bytes=0-1|bytes=2-3", null)]
    [InlineData("RA-14", "too many", "bytes=0-0,1-1,2-2,3-3,4-4", null)]
    [InlineData("RA-15", "past what a number holds", "bytes=99999999999999999999-", "9223372036854775807-")]
    [InlineData("RA-16", "white space inside", "bytes=0 - 1", null)]
    public void Range_OfAnyText_IsReadOrIgnored(string id, string section, string lines, string? expected)
    {
        var field = RangeField.Parse(lines.Split('|'), maximumCount: 4);
        var actual = field is null ? null : string.Join(' ', field.Ranges.Select(static r => FormattableString.Invariant($"{r.First}-{r.Last}")));
        Assert.True(expected == actual, $"{id} ({section}): {actual ?? "ignored"}");
    }

    [Theory]
    [InlineData("CR-01", "9110 §14.4", "bytes 0-4/10", "bytes 0-4/10")]
    [InlineData("CR-02", "length not known", "bytes 0-4/*", "bytes 0-4/*")]
    [InlineData("CR-03", "unsatisfied: no range", "bytes */10", null)]
    [InlineData("CR-04", "past the end: invalid", "bytes 0-10/10", null)]
    [InlineData("CR-05", "backwards: invalid", "bytes 4-0/10", null)]
    [InlineData("CR-06", "another unit", "lines 0-4/10", null)]
    [InlineData("CR-07", "no length", "bytes 0-4", null)]
    [InlineData("CR-08", "no text at all", "", null)]
    [InlineData("CR-09", "signs", "bytes +0-4/10", null)]
    [InlineData("CR-10", "past what a number holds", "bytes 0-4/99999999999999999999", null)]
    public void ContentRange_OfAnyText_IsReadOrIgnored(string id, string section, string text, string? expected)
    {
        var actual = ContentRange.TryParse(text, out var range) ? range.ToString() : null;
        Assert.True(expected == actual, $"{id} ({section}): {actual ?? "ignored"}");
    }

    [Fact]
    public void CacheStatus_OfEachOutcome_IsAsTheRfcWrites()
    {
        var field = new CacheStatusField("edge");
        Assert.Equal("edge; hit; ttl=376", field.Hit(TimeSpan.FromSeconds(376.9)));
        Assert.Equal("edge; hit; ttl=-1", field.Hit(TimeSpan.FromSeconds(-0.1)));
        Assert.Equal("edge; hit; ttl=99999", field.Hit(TimeSpan.FromSeconds(99999)));
        Assert.Same(field.Hit(TimeSpan.FromSeconds(5)), field.Hit(TimeSpan.FromSeconds(5)));
        Assert.Equal("edge; fwd=uri-miss", field.Forwarded(new ForwardStatus(ForwardReason.UriMiss)));
        Assert.Equal("edge; fwd=stale; fwd-status=304; stored; collapsed; detail=x", field.Forwarded(new ForwardStatus(ForwardReason.Stale, 304, true, true, "x")));
        Assert.Equal("edge; fwd=method; stored", field.Forwarded(new ForwardStatus(ForwardReason.Method, Stored: true, Detail: "no token")));
        Assert.Equal("edge; detail=only-if-cached", field.OnlyIfCached);
        foreach (var reason in Enum.GetValues<ForwardReason>().Where(static r => r != ForwardReason.None))
            Assert.Matches("^edge; fwd=(bypass|method|uri-miss|vary-miss|request|stale|partial)$", field.Forwarded(new ForwardStatus(reason)));
    }

    [Theory]
    [InlineData("HD-01", "names of days are not held against dates", "Mon, 18 Aug 2050 02:01:18 GMT", true)]
    [InlineData("HD-02", "case", "THU, 18 AUG 2050 02:01:18 gmt", true)]
    [InlineData("HD-03", "9110 §5.6.7 leap second", "Sat, 31 Dec 2016 23:59:60 GMT", true)]
    [InlineData("HD-04", "another zone", "Thu, 18 Aug 2050 02:01:18 UTC", false)]
    [InlineData("HD-05", "two-digit year", "Thu, 18 Aug 50 02:01:18 GMT", false)]
    [InlineData("HD-06", "two spaces", "Thu, 18  Aug 2050 02:01:18 GMT", false)]
    [InlineData("HD-07", "dashes with four digits", "Thu, 18-Aug-2050 02:01:18 GMT", false)]
    [InlineData("HD-08", "a short day before the RFC 850 form", "Thu, 18-Aug-50 02:01:18 GMT", false)]
    [InlineData("HD-09", "points", "Thu, 18 Aug 2050 02.01.18 GMT", false)]
    [InlineData("HD-10", "a digit too few", "Thu, 18 Aug 2050 2:01:18 GMT", false)]
    [InlineData("HD-11", "no such month", "Thu, 18 ugS 2050 02:01:18 GMT", false)]
    [InlineData("HD-12", "no such day", "Thu, 31 Apr 2050 02:01:18 GMT", false)]
    [InlineData("HD-13", "no such time", "Thu, 18 Aug 2050 24:00:00 GMT", false)]
    [InlineData("HD-14", "year 0", "Thu, 18 Aug 0000 02:01:18 GMT", false)]
    [InlineData("HD-15", "the end of time", "Fri, 31 Dec 9999 23:59:60 GMT", false)]
    [InlineData("HD-16", "asctime, two digits", "Thu Aug 18 02:01:18 2050", true)]
    [InlineData("HD-17", "asctime, no day", "Thu Aug    02:01:18 2050", false)]
    [InlineData("HD-18", "zero", "0", false)]
    [InlineData("HD-19", "minus one", "-1", false)]
    public void Date_OfAnyText_IsReadOrNone(string id, string section, string text, bool expected) =>
        Assert.True(expected == HttpDate.TryParse(text, Headers.Now, out _), $"{id} ({section})");
}
