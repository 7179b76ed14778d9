using Gateway.Syndication.Feeds;
using Gateway.Syndication.PlainText;
using Gateway.Syndication.Text;

namespace Gateway.Syndication.Tests.Text;

public sealed class BidiControlsTests
{
    [Theory]
    [InlineData("plain \u200e\u200f marks", "plain \u200e\u200f marks")]
    [InlineData("\u05d0 \u2068C++\u2069 \u05d1 \u202aX\u202c", "\u05d0 \u2068C++\u2069 \u05d1 \u202aX\u202c")]
    [InlineData("\u2067a\u202bb\u202cc\u2069", "\u2067a\u202bb\u202cc\u2069")]
    [InlineData("a\u202bb", "ab")]
    [InlineData("a\u2066b", "ab")]
    [InlineData("a\u202cb\u2069", "ab")]
    [InlineData("\u2067a\u202c b", "a b")]
    [InlineData("\u202egpj.\u202cexe", "gpj.exe")]
    [InlineData("\u2068a\u2069 \u202d", "a ")]
    public void Contain_OfALine_KeepsWhatIsEndedInIt(string line, string contained) => Assert.Equal(contained, BidiControls.Contain(line));

    [Fact]
    public void Contain_DeeperThanReadersFollow_KeepsNone() =>
        Assert.Equal("a", BidiControls.Contain(new string('\u2067', 200) + "a" + new string('\u2069', 200)));

    [Fact]
    public void Lines_OfOpenControls_AreWithoutThem()
    {
        Assert.Equal("a b", FeedText.Line("\u202e a  \u2066b "));
        Assert.Equal("a b", XmlText.OneLine("\u202e a  \u2066b "));
    }

    [Fact]
    public void Cut_InsideOfAnIsolate_LeavesNoneOpen()
    {
        var line = "\u2067" + new string('x', 400) + "\u2069";
        Assert.Equal(new string('x', 298) + "\u2026", TextCut.At(line, 300));
        Assert.Equal(new string('x', 298) + "\u2026", FeedText.Cut(line, 300));
    }

    [Fact]
    public void Address_WithControls_StaysDifferent() =>
        Assert.NotEqual(FeedAddress.Id("urn:x:a"), FeedAddress.Id("urn:x:a\u202e"));
}
