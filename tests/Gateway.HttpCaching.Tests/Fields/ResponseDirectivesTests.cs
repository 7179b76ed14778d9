using Gateway.HttpCaching.Fields;

namespace Gateway.HttpCaching.Tests.Fields;

/// <summary>RFC 9111 §5.2, §5.2.2.</summary>
public sealed class ResponseDirectivesTests
{
    [Theory]
    [InlineData("CC-01", "§5.2.2.1", "max-age=60", "max-age=60")]
    [InlineData("CC-02", "§5.2 names in any case", "Max-AGE=60, NO-store", "max-age=60 no-store")]
    [InlineData("CC-03", "§5.2 quoted arguments", "max-age=\"60\"", "max-age=60")]
    [InlineData("CC-04", "§4.2.1 first of two", "max-age=60, max-age=1", "max-age=60")]
    [InlineData("CC-05", "§4.2.1 first of two lines", "max-age=1|max-age=60", "max-age=1")]
    [InlineData("CC-06", "§4.2.1 no number: stale", "max-age=a60", "max-age=0")]
    [InlineData("CC-07", "§4.2.1 no number: stale", "max-age=60a", "max-age=0")]
    [InlineData("CC-08", "§4.2.1 negative: stale", "max-age=-60", "max-age=0")]
    [InlineData("CC-09", "§4.2.1 decimal: stale", "max-age=60.0", "max-age=0")]
    [InlineData("CC-10", "§4.2.1 without argument: stale", "max-age", "max-age=0")]
    [InlineData("CC-11", "§4.2.1 empty argument: stale", "max-age=", "max-age=0")]
    [InlineData("CC-12", "§5.2 no white space around =", "max-age =60", "max-age=0")]
    [InlineData("CC-13", "§5.2 no white space around =", "max-age= 60", "max-age=0")]
    [InlineData("CC-14", "§1.2.2 at least 31 bits", "max-age=2147483647", "max-age=2147483647")]
    [InlineData("CC-15", "§1.2.2 overflow", "max-age=2147483649", "max-age=2147483648")]
    [InlineData("CC-16", "§1.2.2 overflow", "max-age=99999999999999999999999999", "max-age=2147483648")]
    [InlineData("CC-17", "§1.2.2 leading zeros", "max-age=0000000000000000000060", "max-age=60")]
    [InlineData("CC-18", "§5.2.3 unknown", "foo, bar=baz, max-age=60, qux=\"a, max-age=1\"", "max-age=60")]
    [InlineData("CC-19", "§5.2 quotes hide commas", "ext=\"max-age=3600, no-store\", max-age=1", "max-age=1")]
    [InlineData("CC-20", "§5.6.4 of 9110, quoted pairs", "ext=\"a\\\", no-store\", max-age=1", "max-age=1")]
    [InlineData("CC-21", "§4.2.1 a quote that never ends: not stored", "max-age=5, ext=\"abc, max-age=9", "max-age=5 no-store")]
    [InlineData("CC-22", "§5.6.1 of 9110, empty members", ",, max-age=60 ,\t, public,", "max-age=60 public")]
    [InlineData("CC-23", "§5.2.2.10", "s-maxage=7, max-age=60", "max-age=60 s-maxage=7")]
    [InlineData("CC-24", "§5.2.2.4 whole", "no-cache", "no-cache")]
    [InlineData("CC-25", "§5.2.2.4 fields", "no-cache=\"Set-Cookie, X-A\"", "no-cache[set-cookie x-a]")]
    [InlineData("CC-26", "§5.2.2.4 one field as token", "no-cache=Set-Cookie", "no-cache[set-cookie]")]
    [InlineData("CC-27", "§5.2.2.4 both", "no-cache=\"a\", no-cache", "no-cache no-cache[a]")]
    [InlineData("CC-28", "§5.2.2.4 no field at all: the whole", "no-cache=\"\"", "no-cache")]
    [InlineData("CC-29", "§5.2.2.4 no names: the whole", "no-cache=\"(x)\"", "no-cache")]
    [InlineData("CC-30", "§5.2.2.7 whole", "private", "private")]
    [InlineData("CC-31", "§5.2.2.7 fields, lines together", "private=\"b\"|private=\"a\"", "private[a b]")]
    [InlineData("CC-32", "§5.2.2.x", "public, must-revalidate, proxy-revalidate, no-transform, must-understand", "public must-revalidate proxy-revalidate no-transform must-understand")]
    [InlineData("CC-33", "RFC 8246 §2", "max-age=1, immutable", "max-age=1 immutable")]
    [InlineData("CC-34", "RFC 5861 §3, §4", "stale-while-revalidate=10, stale-if-error=\"20\"", "swr=10 sie=20")]
    [InlineData("CC-35", "RFC 5861 no number allows nothing", "stale-while-revalidate=x, stale-if-error", "swr=0 sie=0")]
    [InlineData("CC-36", "something after the quotes", "max-age=\"60\"x", "max-age=0")]
    [InlineData("CC-37", "single quotes are none", "max-age='60'", "max-age=0")]
    [InlineData("CC-38", "§5.2 separators are commas", "max-age=60; public", "max-age=0")]
    [InlineData("CC-39", "§4.2.1 what an open quote hides", "max-age=60, x=\"a, private, b", "max-age=60 no-store")]
    [InlineData("CC-40", "§5.6.4 of 9110, a quoted pair closes nothing", "max-age=60, x=\"a, private\\\"", "max-age=60 no-store")]
    [InlineData("CC-41", "§5.6.4 of 9110, half a quoted pair", "max-age=60, x=\"a\\", "max-age=60 no-store")]
    [InlineData("CC-42", "§4.2.1 nothing behind the quote", "max-age=60, x=\"", "max-age=60 no-store")]
    [InlineData("CC-43", "§4.2.1 a quote that opens within a token", "max-age=60, a\"b, private", "max-age=60 no-store")]
    [InlineData("CC-44", "§4.2.1 on one of two lines", "x=\"a|max-age=60, public", "max-age=60 public no-store")]
    [InlineData("CC-45", "§5.2.2.3 must-understand is no way round", "must-understand, max-age=60, x=\"a", "max-age=60 no-store")]
    [InlineData("CC-46", "§5.2.2.7 a list of fields that never ends", "max-age=60, private=\"", "max-age=60 private no-store")]
    [InlineData("CC-47", "§5.2 a second string is closed", "max-age=60, x=\"a\"\"b, c\", public", "max-age=60 public")]
    public void Directives_OfAResponse_AreRead(string id, string section, string lines, string expected)
    {
        var actual = Text(ResponseDirectives.Parse(lines.Split('|')));
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Fact]
    public void Directives_ThatNameTooManyFields_RestrictTheWhole()
    {
        var names = string.Join(", ", Enumerable.Range(0, 65).Select(i => $"f{i}"));
        Assert.True(ResponseDirectives.Parse($"private=\"{names}\"").Private);
        Assert.True(ResponseDirectives.Parse(string.Join(", ", Enumerable.Range(0, 70).Select(i => $"no-cache=\"f{i}\""))).NoCache);
    }

    internal static string Text(ResponseDirectives d) => string.Join(' ', new[]
    {
        d.MaxAge is { } a ? $"max-age={a}" : null,
        d.SharedMaxAge is { } s ? $"s-maxage={s}" : null,
        d.Public ? "public" : null,
        d.Private ? "private" : null,
        d.PrivateFields.IsEmpty ? null : $"private[{string.Join(' ', d.PrivateFields)}]",
        d.NoCache ? "no-cache" : null,
        d.NoCacheFields.IsEmpty ? null : $"no-cache[{string.Join(' ', d.NoCacheFields)}]",
        d.NoStore ? "no-store" : null,
        d.MustRevalidate ? "must-revalidate" : null,
        d.ProxyRevalidate ? "proxy-revalidate" : null,
        d.NoTransform ? "no-transform" : null,
        d.MustUnderstand ? "must-understand" : null,
        d.Immutable ? "immutable" : null,
        d.StaleWhileRevalidate is { } w ? $"swr={w}" : null,
        d.StaleIfError is { } e ? $"sie={e}" : null,
    }.Where(static t => t is not null));
}
