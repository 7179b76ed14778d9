using System.Globalization;
using Gateway.HttpCaching.Freshness;

namespace Gateway.HttpCaching.Tests.Freshness;

/// <summary>RFC 9111 §4.2, RFC 5861. Received on 1 March 2026, 12:00:00.5; dates in seconds from then.</summary>
public sealed class FreshnessTests
{
    [Theory]
    [InlineData("FL-01", "§4.2.1 s-maxage first", 200, "Cache-Control: max-age=60, s-maxage=10|Expires: @99", 10, LifetimeSource.SharedMaxAge)]
    [InlineData("FL-02", "§4.2.1 then max-age", 200, "Cache-Control: max-age=60|Expires: @99", 60, LifetimeSource.MaxAge)]
    [InlineData("FL-03", "§4.2.1 then Expires less Date", 200, "Date: @-10|Expires: @20", 30, LifetimeSource.Expires)]
    [InlineData("FL-04", "§5.3 in the past", 200, "Date: @0|Expires: @-20", 0, LifetimeSource.Expires)]
    [InlineData("FL-05", "§5.3 no date: in the past", 200, "Date: @0|Expires: 0", 0, LifetimeSource.Expires)]
    [InlineData("FL-06", "§5.3 two: in the past", 200, "Date: @0|Expires: @20|Expires: @20", 0, LifetimeSource.Expires)]
    [InlineData("FL-07", "9110 §6.6.1 no Date: when received", 200, "Expires: @20", 19.5, LifetimeSource.Expires)]
    [InlineData("FL-08", "9110 §6.6.1 bad Date: when received", 200, "Date: foo|Expires: @20", 19.5, LifetimeSource.Expires)]
    [InlineData("FL-09", "§5.3 Expires is void beside max-age", 200, "Cache-Control: max-age=5|Expires: 0", 5, LifetimeSource.MaxAge)]
    [InlineData("FL-10", "9213 §2.2 no Expires beside a targeted field", 200, "CDN-Cache-Control: foo|Date: @0|Expires: @50", 0, LifetimeSource.None)]
    [InlineData("FL-11", "9213 §2.2 no Cache-Control either", 200, "CDN-Cache-Control: foo|Cache-Control: max-age=9", 0, LifetimeSource.None)]
    [InlineData("FL-12", "§4.2.2 a tenth", 200, "Date: @0|Last-Modified: @-1000", 100, LifetimeSource.Heuristic)]
    [InlineData("FL-13", "§4.2.2 at most the limit", 200, "Date: @0|Last-Modified: @-86400000", 86400, LifetimeSource.Heuristic)]
    [InlineData("FL-14", "§4.2.2 later than Date", 200, "Date: @0|Last-Modified: @1000", 0, LifetimeSource.None)]
    [InlineData("FL-15", "§4.2.2 no status for it", 403, "Date: @0|Last-Modified: @-1000", 0, LifetimeSource.None)]
    [InlineData("FL-16", "§5.2.2.9 public makes it one", 599, "Date: @0|Last-Modified: @-1000|Cache-Control: public", 100, LifetimeSource.Heuristic)]
    [InlineData("FL-17", "§4.2.2 never beside an explicit one", 200, "Date: @0|Last-Modified: @-1000|Cache-Control: max-age=x", 0, LifetimeSource.MaxAge)]
    [InlineData("FL-18", "nothing", 200, "Date: @0", 0, LifetimeSource.None)]
    [InlineData("FL-19", "§1.2.2 far away", 200, "Date: @0|Expires: Fri, 31 Dec 9998 23:59:59 GMT", 2147483648, LifetimeSource.Expires)]
    public void Lifetime_OfAResponse_IsTheFirstThatIsNamed(string id, string section, int status, string fields, double seconds, LifetimeSource source)
    {
        var lifetime = Responses.Of(fields, status).Lifetime;
        Assert.True(lifetime.Source == source && lifetime.Span == TimeSpan.FromSeconds(seconds), $"{id} ({section}): {lifetime}");
    }

    [Fact]
    public void Lifetime_WithTheHeuristicOff_IsNone() => Assert.Equal(
        TimeSpan.Zero, Responses.Of("Date: @0|Last-Modified: @-1000", options: new CachingOptions { HeuristicFraction = 0 }).Lifetime.Span);

    [Theory]
    [InlineData("CA-01", "§4.2.3 fresh from the origin", "Date: @0", 0, 0)]
    [InlineData("CA-02", "§4.2.3 apparent age", "Date: @-10", 0, 10)]
    [InlineData("CA-03", "§4.2.3 the sender's clock is ahead", "Date: @10", 0, 0)]
    [InlineData("CA-04", "§4.2.3 Age", "Date: @0|Age: 30", 0, 30)]
    [InlineData("CA-05", "§4.2.3 Age and delay", "Date: @0|Age: 30", 5, 35)]
    [InlineData("CA-06", "§4.2.3 the greater one", "Date: @-50|Age: 30", 5, 50)]
    [InlineData("CA-07", "§4.2.3 delay alone", "Date: @0", 5, 5)]
    [InlineData("CA-08", "no Date", "Age: 3", 0, 3)]
    [InlineData("CA-09", "the clock was set back on the way", "Date: @0", -5, 0)]
    public void Age_OfAResponse_IsTheGreaterOfBothWaysToCount(string id, string section, string fields, int delay, int expected)
    {
        var born = CurrentAge.Born(Headers.Of(fields), Headers.Now.AddSeconds(-delay), Headers.Now);
        Assert.True(Headers.Now - born == TimeSpan.FromSeconds(expected), $"{id} ({section}): {Headers.Now - born}");
    }

    [Fact]
    public void Age_BeyondTime_DoesNotOverflow() => Assert.Equal(
        DateTimeOffset.MinValue, CurrentAge.Born(Headers.Of("Age: 99999999999"), DateTimeOffset.UnixEpoch.AddYears(-1969), DateTimeOffset.UnixEpoch.AddYears(-1969)));

    [Theory]
    [InlineData("SA-01", "§4.2.4 nothing said", "max-age=1", "0 0 86400 True")]
    [InlineData("SA-02", "5861 §3, §4", "max-age=1, stale-while-revalidate=5, stale-if-error=7", "5 7 7 True")]
    [InlineData("SA-03", "§5.2.2.2", "max-age=1, must-revalidate, stale-while-revalidate=5, stale-if-error=7", "0 0 0 False")]
    [InlineData("SA-04", "§5.2.2.8", "max-age=1, proxy-revalidate, stale-if-error=7", "0 0 0 False")]
    [InlineData("SA-05", "§5.2.2.4", "no-cache, stale-if-error=7", "0 0 0 False")]
    [InlineData("SA-06", "§5.2.2.10", "s-maxage=1", "0 0 0 False")]
    [InlineData("SA-07", "§5.2.2.10 what is said outright holds", "s-maxage=1, stale-while-revalidate=5, stale-if-error=7", "5 7 7 False")]
    [InlineData("SA-08", "5861 §4 none is none, reachable or not", "max-age=1, stale-if-error=0", "0 0 0 True")]
    [InlineData("SA-09", "§5.2.2.4 fields alone bind nothing else", "max-age=1, no-cache=\"a\"", "0 0 86400 True")]
    public void Allowance_OfDirectives_IsWhatTheyLeave(string id, string section, string cacheControl, string expected)
    {
        var stale = Responses.Of("Cache-Control: " + cacheControl).Stale;
        var actual = string.Create(CultureInfo.InvariantCulture, $"{stale.WhileRevalidate.TotalSeconds} {stale.IfError.TotalSeconds} {stale.IfDisconnected.TotalSeconds} {stale.OnRequest}");
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }
}
