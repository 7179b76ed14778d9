using System.Text;
using CsCheck;
using Gateway.Origin.Publishing.Bulk;

namespace Gateway.Origin.Tests;

public sealed class LineSplitterTests
{
    private const int Limit = 8;

    [Theory]
    [InlineData("a\nb", "a|b")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("\n\n \t\r\na\n", "a")]
    [InlineData("12345678\n", "12345678")]
    [InlineData("12345678\r\n", "12345678")]
    [InlineData("123456789\n", "TOO LONG")]
    [InlineData("123456789\r\n", "TOO LONG")]
    [InlineData("a\n1234567890123\nb\n", "a|TOO LONG|b")]
    [InlineData("1234567890123", "TOO LONG")]
    [InlineData("", "")]
    public void Lines_AreCutAtTheirEnds(string text, string expected) => Assert.Equal(expected, Split(text, text.Length + 1));

    [Fact]
    public void Lines_CutAnywhere_AreTheSame() => Gen.Select(Gen.String[Gen.Char["ab\n\r "], 0, 60], Gen.Int[1, 12]).Sample((text, step) =>
        string.Equals(Split(text, step), Split(text, 1_000), StringComparison.Ordinal));

    private static string Split(string text, int step)
    {
        using var splitter = new LineSplitter(Limit);
        var lines = new List<Line>();
        foreach (var chunk in Encoding.UTF8.GetBytes(text).Chunk(step))
            splitter.Push(chunk, lines);
        splitter.Finish(lines);
        return string.Join('|', lines.Select(l => l.IsTooLong ? "TOO LONG" : Encoding.UTF8.GetString(l.Bytes.Span)));
    }
}
