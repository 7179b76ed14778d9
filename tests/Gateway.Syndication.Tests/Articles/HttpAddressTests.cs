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
}
