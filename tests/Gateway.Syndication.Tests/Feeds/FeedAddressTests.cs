using CsCheck;
using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Tests.Feeds;

public sealed class FeedAddressTests
{
    [Theory]
    [InlineData("https://example.org/a b", "https://example.org/a%20b")]
    [InlineData("https://example.org/ü/日?q=ü#ü", "https://example.org/%C3%BC/%E6%97%A5?q=%C3%BC#%C3%BC")]
    [InlineData("https://bücher.example/", "https://xn--bcher-kva.example/")]
    [InlineData("https://example.org/[a]|{b}^`\"<>\\", "https://example.org/%5Ba%5D%7C%7Bb%7D%5E%60%22%3C%3E%5C")]
    [InlineData("https://example.org/100%", "https://example.org/100%25")]
    [InlineData("https://example.org/%zz%41", "https://example.org/%25zz%41")]
    [InlineData("https://example.org/#a#b", "https://example.org/#a%23b")]
    [InlineData("https://example.org", "https://example.org")]
    [InlineData("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x")]
    [InlineData("https://example.org/\ud83d\ude00", "https://example.org/%F0%9F%98%80")]
    [InlineData("HTTPS://Example.org:443/../%7Ea", "HTTPS://Example.org:443/../%7Ea")]
    [InlineData("urn:uuid:1e9f1e34-8a34-4d5c-9c57-6f6f1f7a3c11", "urn:uuid:1e9f1e34-8a34-4d5c-9c57-6f6f1f7a3c11")]
    public void Link_OfAnAddress_EncodesOnlyWhatItMust(string address, string link) => Assert.Equal(link, FeedAddress.Link(address));

    // RFC 3986 §6.2, and NFC as the W3C validator asks of ids.
    [Theory]
    [InlineData("https://example.org/a", "https://example.org/a")]
    [InlineData("HTTPS://Example.ORG", "https://example.org/")]
    [InlineData("http://example.org:80/?q", "http://example.org/?q")]
    [InlineData("http://example.org:443/", "http://example.org:443/")]
    [InlineData("https://example.org:/", "https://example.org/")]
    [InlineData("https://example.org./", "https://example.org/")]
    [InlineData("https://example.org/a/./b/../c/", "https://example.org/a/c/")]
    [InlineData("https://example.org/..", "https://example.org/")]
    [InlineData("https://example.org/%41%7e%2f%3a", "https://example.org/A~%2F%3A")]
    [InlineData("https://example.org/e%CC%81", "https://example.org/%C3%A9")]
    [InlineData("https://example.org/?a=%2f/#b?%2F", "https://example.org/?a=%2F/#b?%2F")]
    [InlineData("https://example.org/ü", "https://example.org/%C3%BC")]
    [InlineData("https://example.org/%2e%2e/a", "https://example.org/a")]
    [InlineData("https://example.org/%E4", null)]
    [InlineData("https://example.org/%2541", null)]
    [InlineData("https://[2001:db8::1]/", null)]
    [InlineData("no address", null)]
    public void Canonical_OfAnAddress_IsItsNormalForm(string address, string? canonical) => Assert.Equal(canonical, FeedAddress.Canonical(address));

    [Fact]
    public void Id_WithoutACanonicalForm_IsAUuidOfItsOwn()
    {
        var id = FeedAddress.Id("https://example.org/%E4");

        Assert.StartsWith("urn:uuid:", id, StringComparison.Ordinal);
        Assert.Equal(id, FeedAddress.Id("https://example.org/%E4"));
        Assert.NotEqual(id, FeedAddress.Id("https://example.org/%E5"));
        Assert.Equal('8', id["urn:uuid:".Length + 14]);
    }

    [Fact]
    public void Id_OfAUuid_IsInLowerCase() =>
        Assert.Equal("urn:uuid:1e9f1e34-8a34-4d5c-9c57-6f6f1f7a3c11", FeedAddress.Id("URN:UUID:1E9F1E34-8A34-4D5C-9C57-6F6F1F7A3C11"));

    [Fact]
    public void Addresses_HoweverNasty_BecomeValidAndStayFixed() => NastyFeeds.Address.Sample(
        address =>
        {
            var (link, id) = (FeedAddress.Link(address), FeedAddress.Id(address));
            Assert.True(ValidityValues.IsAtomAddress(link), link);
            Assert.Equal(link, FeedAddress.Link(link));
            Assert.True(ValidityValues.IsCanonical(id), id);
            Assert.Equal(id, FeedAddress.Id(id));
        },
        iter: NastyFeeds.Cases);
}
