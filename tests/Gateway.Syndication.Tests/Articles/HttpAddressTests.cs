using System.Text;
using CsCheck;
using Gateway.Syndication.Articles;
using Gateway.Syndication.Topics;

namespace Gateway.Syndication.Tests.Articles;

public class HttpAddressTests
{
    private static readonly Gen<string> Address = Gen.Select(
        Gen.OneOf("http://", "https://", "HTTPS://"),
        Gen.OneOf("a", "xn--", "xn--a", "-", "_", ".", "1", "0x7f", "example", "ü", "。", "ß", "\u200d", "[", "::1", "]", ":", "80", "%", "%41", "@", "xn--bcher-kva", "A", "\ufffd", "日本").Array[0, 6].Select(string.Concat),
        Gen.OneOf("", "/", "/a b", "?x", "#", "/%", "/\ud83d\ude00", "/[]", "/\"'<>"),
        (scheme, host, path) => scheme + host + path);

    [Fact]
    public void Read_AnyAcceptedAddress_IsAnAsciiUriWithAHostAndReadsAsItself() =>
        Address.Sample(
            text =>
            {
                if (HttpAddress.Read(text, out var address) is not null)
                    return;

                Assert.NotNull(address);
                Assert.True(Ascii.IsValid(address));
                Assert.True(Uri.TryCreate(address, UriKind.Absolute, out var uri));
                Assert.NotEmpty(uri.IdnHost);
                Assert.NotNull(TopicKey.From(TopicKind.Sources, uri.IdnHost));
                Assert.Null(HttpAddress.Read(address, out var again));
                Assert.Equal(address, again);
            },
            iter: Nasty.Cases / 2);

    [Theory]
    [InlineData("http://[::%41]#")]
    [InlineData("http://[::1%25eth0]/a")]
    [InlineData("https://[fe80::1%eth0]:80/")]
    public void Read_AddressWithAZone_IsRefused(string text) => Assert.Equal("has a host that is none", HttpAddress.Read(text, out _));

    [Fact]
    public void Read_AddressOfIPv6_IsTaken() => Assert.Null(HttpAddress.Read("http://[2001:db8::1]:8080/a?b=%5B", out _));
}
