using CsCheck;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Keys;
using Gateway.HttpCaching.Reuse;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Tests.Keys;

/// <summary>RFC 9111 §2, §4.1.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData("CK-01", "9110 §4.2.3 host in any case", "http a.example /x", "http A.Example /x", true)]
    [InlineData("CK-02", "9110 §4.2.3 the scheme's own port", "http a.example /x", "http a.example:80 /x", true)]
    [InlineData("CK-03", "9110 §4.2.3 the scheme's own port", "https a.example /x", "https a.example:443 /x", true)]
    [InlineData("CK-04", "another's port", "http a.example /x", "http a.example:443 /x", false)]
    [InlineData("CK-05", "scheme", "http a.example /x", "https a.example /x", false)]
    [InlineData("CK-06", "paths have case", "http a.example /x", "http a.example /X", false)]
    [InlineData("CK-07", "percent-encoding", "http a.example /a/b", "http a.example /a%2Fb", false)]
    [InlineData("CK-08", "percent-encoding in any case", "http a.example /%2f", "http a.example /%2F", false)]
    [InlineData("CK-09", "unreserved", "http a.example /a", "http a.example /%61", false)]
    [InlineData("CK-10", "slashes", "http a.example /a/b", "http a.example /a//b", false)]
    [InlineData("CK-11", "parameters", "http a.example /a", "http a.example /a;x", false)]
    [InlineData("CK-12", "dot segments", "http a.example /b", "http a.example /a/../b", false)]
    [InlineData("CK-13", "query", "http a.example /a?x=1&y=2", "http a.example /a?y=2&x=1", false)]
    [InlineData("CK-14", "an empty query", "http a.example /a", "http a.example /a?", false)]
    [InlineData("CK-15", "a path below", "http a.example /news/x.md", "http a.example /news/x.md/a.css", false)]
    [InlineData("CK-16", "IPv6", "http [::1] /", "http [::1]:80 /", true)]
    public void Keys_OfTwoTargets_AreOneOnlyWhereNoOriginCanTell(string id, string what, string one, string other, bool expected)
    {
        var (a, b) = (Key(one), Key(other));
        Assert.True(expected == (a == b), $"{id} ({what}): {a} and {b}");
        Assert.True(!expected || a.GetHashCode() == b.GetHashCode());
    }

    [Theory]
    [InlineData("RE-01", "3986 §5.2.2", "/x", "http://a.example/x")]
    [InlineData("RE-02", "relative", "other", "http://a.example/dir/other")]
    [InlineData("RE-03", "dot segments", "../up?a=/../b", "http://a.example/up?a=/../b")]
    [InlineData("RE-04", "dot segments above the root", "../../../up/./x/..", "http://a.example/up/")]
    [InlineData("RE-05", "query", "?z", "http://a.example/dir/page?z")]
    [InlineData("RE-06", "nothing: itself", "", "http://a.example/dir/page?q=1")]
    [InlineData("RE-07", "fragment", "#top", "http://a.example/dir/page?q=1")]
    [InlineData("RE-08", "fragment", "/x#top", "http://a.example/x")]
    [InlineData("RE-09", "absolute", "HTTP://A.example:80/x", "http://a.example/x")]
    [InlineData("RE-10", "absolute without path", "https://b.example", "https://b.example/")]
    [InlineData("RE-11", "absolute with query only", "http://b.example?x", "http://b.example/?x")]
    [InlineData("RE-12", "of the scheme", "//b.example/x", "http://b.example/x")]
    [InlineData("RE-13", "another scheme", "mailto:x@example", null)]
    [InlineData("RE-14", "a path with a colon", "/a:b", "http://a.example/a:b")]
    [InlineData("RE-15", "user information", "http://u@a.example/", null)]
    [InlineData("RE-16", "white space", "/a b", null)]
    [InlineData("RE-17", "backslashes", "\\\\b.example\\x", null)]
    [InlineData("RE-18", "no authority", "http:/x", null)]
    [InlineData("RE-19", "no host", "http:///x", null)]
    [InlineData("RE-20", "control characters", "/a\r\nb", null)]
    [InlineData("RE-21", "percent-encoding stays", "/a%2Fb/%2e%2e", "http://a.example/a%2Fb/%2e%2e")]
    public void Reference_ToAnotherAddress_IsResolved(string id, string section, string reference, string? expected)
    {
        var actual = Responses.Target.TryResolve(reference, out var key) ? key.ToString() : null;
        Assert.True(expected == actual, $"{id} ({section}): {actual ?? "none"}");
    }

    [Theory]
    [InlineData("VK-01", "§4.1 the same", "Foo", "Foo: 1", "Foo: 1", true)]
    [InlineData("VK-02", "§4.1 another", "Foo", "Foo: 1", "Foo: 2", false)]
    [InlineData("VK-03", "§4.1 missing in one", "Foo", "", "Foo: 1", false)]
    [InlineData("VK-04", "§4.1 missing in the other", "Foo", "Foo: 1", "", false)]
    [InlineData("VK-05", "§4.1 missing in both", "Foo", "Bar: 1", "", true)]
    [InlineData("VK-06", "§4.1 fields not named do not count", "Foo", "Foo: 1|Bar: 1", "Foo: 1|Bar: 2", true)]
    [InlineData("VK-07", "§4.1 combining", "Foo", "Foo: 1, 2", "Foo: 1|Foo: 2", true)]
    [InlineData("VK-08", "§4.1 white space", "Foo", "Foo: 1,2", "Foo:  1 ,\t2 ", true)]
    [InlineData("VK-09", "order and case matter where nothing is known", "Foo", "Foo: a, b", "Foo: b, a", false)]
    [InlineData("VK-10", "order and case matter where nothing is known", "Foo", "Foo: a", "Foo: A", false)]
    [InlineData("VK-11", "quoted commas are no separators", "Foo", "Foo: \"a, b\"", "Foo: \"a,b\"", false)]
    [InlineData("VK-12", "9110 §12.5.4 order", "Accept-Language", "Accept-Language: en, de", "Accept-Language: de, en", true)]
    [InlineData("VK-13", "9110 §12.5.4 case", "Accept-Language", "Accept-Language: en-GB", "Accept-Language: EN-gb", true)]
    [InlineData("VK-14", "9110 §12.4.2 weights", "Accept-Language", "Accept-Language: en;q=1, de;q=0.50", "Accept-Language: de; q=0.5,en", true)]
    [InlineData("VK-15", "9110 §12.4.2 weights differ", "Accept-Language", "Accept-Language: en;q=0.9, de", "Accept-Language: en, de;q=0.9", false)]
    [InlineData("VK-16", "9110 §12.5.3", "Accept-Encoding", "Accept-Encoding: gzip, br", "Accept-Encoding: BR,x-gzip;q=1.0", true)]
    [InlineData("VK-17", "9110 §12.5.3 what is excluded matters", "Accept-Encoding", "Accept-Encoding: gzip, identity;q=0", "Accept-Encoding: gzip", false)]
    [InlineData("VK-18", "9110 §12.5.3 another coding", "Accept-Encoding", "Accept-Encoding: gzip, deflate", "Accept-Encoding: gzip", false)]
    [InlineData("VK-19", "9110 §12.5.3 empty is not missing", "Accept-Encoding", "Accept-Encoding: ", "", false)]
    [InlineData("VK-20", "9110 §12.5.1", "Accept", "Accept: text/html, */*;q=0.8", "Accept: */*; q=0.8, TEXT/html", true)]
    [InlineData("VK-21", "9110 §12.5.1 parameters", "Accept", "Accept: text/html;level=1", "Accept: text/html;level=2", false)]
    [InlineData("VK-22", "two fields", "Foo, Bar", "Foo: 1|Bar: 2", "Bar: 2|Foo: 1", true)]
    [InlineData("VK-23", "two fields, one differs", "Foo, Bar", "Foo: 1|Bar: 2", "Foo: 1|Bar: 3", false)]
    [InlineData("VK-24", "values do not run into each other", "Bar, Foo", "Bar: 1|Foo: 23", "Bar: 12|Foo: 3", false)]
    [InlineData("VK-26", "9110 §12.5.1 a range twice", "Accept", "Accept: a/b;q=0, a/b", "Accept: a/b", false)]
    [InlineData("VK-27", "9110 §12.4.2 a weight twice", "Accept", "Accept: a/b;q=0;q=1", "Accept: a/b", false)]
    [InlineData("VK-28", "9110 §5.6.6 values of parameters", "Accept", "Accept: a/b;Level=A", "Accept: a/b;level=a", false)]
    [InlineData("VK-29", "9110 §5.6.6 names of parameters", "Accept", "Accept: a/b;Level=a", "Accept: A/b;level=a", true)]
    [InlineData("VK-30", "9110 §12.5.3 a coding twice", "Accept-Encoding", "Accept-Encoding: gzip, gzip;q=0", "Accept-Encoding: gzip", false)]
    [InlineData("VK-31", "9110 §12.5.1 order within a weight", "Accept", "Accept: a/b, c/d", "Accept: c/d, a/b", false)]
    [InlineData("VK-32", "no list: 6265 §4.2.1", "Cookie", "Cookie: a=1 , b", "Cookie: a=1,b", false)]
    [InlineData("VK-33", "6454 §7.1 no list", "Origin", "Origin: https://a.example,", "Origin: https://a.example", false)]
    [InlineData("VK-34", "an empty member where nothing is known", "RSC", "RSC: 1 ,", "RSC: 1", false)]
    [InlineData("VK-35", "an empty member where nothing is known", "X-Tenant", "X-Tenant: a,,b", "X-Tenant: a,b", false)]
    [InlineData("VK-36", "white space where members are no tokens", "X-Path", "X-Path: /a, /b", "X-Path: /a,/b", false)]
    [InlineData("VK-37", "white space inside a value", "HX-Request", "HX-Request: a  b", "HX-Request: a b", false)]
    [InlineData("VK-38", "an empty line where nothing is known", "X-Tenant", "X-Tenant: a|X-Tenant: ", "X-Tenant: a", false)]
    [InlineData("VK-39", "6265 §5.4 cookies on two lines", "Cookie", "Cookie: a=1|Cookie: b=2", "Cookie: a=1,b=2", false)]
    [InlineData("VK-40", "6265 §5.4 cookies on two lines", "Cookie", "Cookie: a=1|Cookie: b=2", "Cookie: a=1, b=2", false)]
    [InlineData("VK-41", "6265 §5.4 cookies on two lines, for the origin", "Cookie", "Cookie: a=1|Cookie: b=2", "Cookie: a=1; b=2", true)]
    [InlineData("VK-42", "9110 §10.1.5 products on two lines, for the origin", "User-Agent", "User-Agent: a/1|User-Agent: b/2", "User-Agent: a/1 b/2", true)]
    [InlineData("VK-43", "9110 §5.3 lines, for the origin", "X-Path", "X-Path: /a|X-Path: /b", "X-Path: /a, /b", true)]
    [InlineData("VK-44", "9110 §5.6.1 an empty member of a list", "Accept-Language", "Accept-Language: de,, en,", "Accept-Language: de, en", true)]
    [InlineData("VK-25", "a weight that is none tells apart", "Accept", "Accept: a/b;q=2", "Accept: a/b", false)]
    public void Variant_ForAnotherRequest_MatchesOrNot(string id, string section, string vary, string stored, string request, bool expected)
    {
        var field = VaryField.Parse(vary);
        var key = VaryKey.Create(field, Headers.Of(stored));
        var other = VaryKey.Create(field, Headers.Of(request));
        Assert.True(expected == key.Matches(Headers.Of(request)), $"{id} ({section}): {string.Join('|', key.Values)}");
        Assert.Equal(expected, key.Equals(other));
        Assert.True(!expected || key.GetHashCode() == other.GetHashCode());
    }

    [Fact]
    public void Variant_OfEverything_HasNoKey() =>
        Assert.Throws<ArgumentException>(() => VaryKey.Create(VaryField.Parse("*"), new HeaderDictionary()));

    [Fact]
    public void NormalForm_NormalisedAgain_IsItself()
    {
        var text = Gen.Char["aB,; \t\"\\q=.05*/"].Array[0, 40].Select(static c => new string(c));
        Gen.Select(text, Gen.Int[0, 3].Select(static i => new[] { "accept", "accept-language", "accept-encoding", "foo" }[i])).Sample((value, name) =>
        {
            var once = VaryNormalization.Normalize(name, value);
            return VaryNormalization.Normalize(name, once) == once;
        });
    }

    [Theory]
    [InlineData("VS-01", "§4.1", "Foo: 2", "second")]
    [InlineData("VS-02", "§4.1 none", "Foo: 3", null)]
    [InlineData("VS-03", "§4 the latest Date", "Foo: 1", "first-later")]
    public void Selection_AmongSeveral_TakesTheLatestThatMatches(string id, string section, string request, string? expected)
    {
        var stored = new[]
        {
            Named("first", "Vary: Foo|Date: @-10", "Foo: 1"), Named("first-later", "Vary: Foo|Date: @-5", "Foo: 1"),
            Named("first-earlier", "Vary: Foo|Date: @-20", "Foo: 1"), Named("second", "Vary: Foo|Date: @-1", "Foo: 2"),
        };
        var actual = VariantSelection.Select<StoredFacts>(stored, Headers.Of(request), Responses.Options)?.ETag?.Opaque;
        Assert.True(expected == actual, $"{id} ({section}): {actual}");
    }

    [Theory]
    [InlineData("LA-01", "most wanted", "fr;q=0.5, de;q=1.0", true, true)]
    [InlineData("LA-02", "in any case", "DE", true, true)]
    [InlineData("LA-03", "not the most wanted", "de;q=0.5, fr", true, false)]
    [InlineData("LA-04", "not the only most wanted", "de, fr", true, false)]
    [InlineData("LA-05", "not the same tag", "de-CH, de;q=0.9", true, false)]
    [InlineData("LA-06", "everything", "*", true, false)]
    [InlineData("LA-07", "switched off", "de", false, false)]
    [InlineData("LA-08", "no weight at all", "de;level=1", true, false)]
    public void Selection_ByLanguage_NeedsTheOneMostWanted(string id, string what, string language, bool option, bool expected)
    {
        var stored = new[] { Named("x", "Vary: Accept-Language, Foo|Content-Language: de", "Accept-Language: en, de|Foo: 1") };
        var options = new CachingOptions { MatchContentLanguage = option };
        var selected = VariantSelection.Select<StoredFacts>(stored, Headers.Of($"Foo: 1|Accept-Language: {language}"), options);
        Assert.True(expected == selected is not null, $"{id} ({what})");
        Assert.Null(VariantSelection.Select<StoredFacts>(stored, Headers.Of($"Foo: 2|Accept-Language: {language}"), options));
    }

    private static CacheKey Key(string text)
    {
        var parts = text.Split(' ');
        return CacheKey.Create(parts[0], parts[1], parts[2]);
    }

    private static StoredFacts Named(string name, string fields, string request) => Responses.Stored($"{fields}|ETag: \"{name}\"", request: request);
}
