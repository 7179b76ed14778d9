using Gateway.Syndication.Feeds;

namespace Gateway.Syndication.Tests.Feeds;

public sealed class FeedTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\0b\u0001c\u001bd\u007fe", "abcde")]
    [InlineData("a\u000bb\fc", "a b c")]
    [InlineData("It\u0092s 5\u0080", "It’s 5€")]
    [InlineData("a\u0081b", "ab")]
    [InlineData("a\ufffdb", "a?b")]
    [InlineData("\ud83d\ude00", "\ud83d\ude00")]
    [InlineData("a\ufffeb\uffffc\ufdd0d\ud83f\udffee", "abcde")]
    [InlineData("Caf\u00c3\u00a9", "Caf\u00c3\u2060\u00a9")]
    [InlineData("M\u00c3e", "M\u00c3e")]
    [InlineData("tab\tand\nline", "tab\tand\nline")]
    public void Clean_OfAText_HoldsNothingThatReadersRefuse(string text, string clean)
    {
        Assert.Equal(clean, FeedText.Clean(text));
        Assert.True(FeedText.IsClean(clean));
    }

    // Not a row above: attributes cannot hold half a pair.
    [Fact]
    public void Clean_OfHalfPairs_ShowsThatSomethingIsLost() => Assert.Equal("a?b?", FeedText.Clean("a\ud83db\ude00"));

    [Fact]
    public void CleanHtml_OfDoubleEncoding_KeepsTheText() => Assert.Equal("<p>Caf\u00c3&#169;</p>", FeedText.CleanHtml("<p>Caf\u00c3\u00a9</p>"));

    [Theory]
    [InlineData("  a \r\n\t b\u2028c  ", "a b c")]
    [InlineData("a\nb", "a b")]
    [InlineData("a b", "a b")]
    [InlineData("\u00a0", "")]
    public void Line_OfAText_IsOneLine(string text, string line) => Assert.Equal(line, FeedText.Line(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("ab\ud83d\ude00ef", 4, "ab…")]
    public void Cut_OfALine_KeepsCharactersWhole(string line, int length, string cut) => Assert.Equal(cut, FeedText.Cut(line, length));

    [Fact]
    public void Clean_OfCleanText_IsTheSameString()
    {
        var text = new string('日', 10_000) + "\ud83d\ude00";
        Assert.Same(text, FeedText.Clean(text));
    }
}
