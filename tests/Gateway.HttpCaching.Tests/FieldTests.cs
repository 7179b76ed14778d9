using CsCheck;
using Gateway.HttpCaching.Fields;
using Gateway.HttpCaching.Negotiation;
using Gateway.HttpCaching.Preconditions;

namespace Gateway.HttpCaching.Tests;

public sealed class FieldTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 1994)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 1994)]
    [InlineData("Sun Nov  6 08:49:37 1994", 1994)]
    [InlineData("Friday, 06-Nov-76 08:49:37 GMT", 2076)]
    [InlineData("Saturday, 06-Nov-77 08:49:37 GMT", 1977)]
    public void Date_InEachForm_IsRead(string text, int year)
    {
        Assert.True(HttpDate.TryParse(text, Now, out var instant));
        Assert.Equal(new DateTimeOffset(year, 11, 6, 8, 49, 37, TimeSpan.Zero), instant);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Sun, 06 Nov 1994 08:49:37")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 +0000")]
    [InlineData("Sun, 32 Nov 1994 08:49:37 GMT")]
    [InlineData("Someday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-9x 08:49:37 GMT")]
    [InlineData("1994-11-06T08:49:37Z")]
    public void Date_InNoForm_IsNone(string? text) => Assert.False(HttpDate.TryParse(text, Now, out _));

    [Fact]
    public void Date_Written_IsReadBack() => Gen.Long[0, 4_000_000_000].Sample(seconds =>
        HttpDate.TryParse(HttpDate.Format(DateTimeOffset.FromUnixTimeSeconds(seconds)), Now, out var back) && back.ToUnixTimeSeconds() == seconds);

    [Theory]
    [InlineData("a, b", "a|b")]
    [InlineData(" , a ,,\tb ,", "a|b")]
    [InlineData("a=\"x, y\", b", "a=\"x, y\"|b")]
    [InlineData("a=\"x\\\", y\", b", "a=\"x\\\", y\"|b")]
    [InlineData("a=\"x, y", "a=\"x, y")]
    [InlineData("a\"\\", "a\"\\")]
    [InlineData("", "")]
    public void List_WithQuotes_IsSplitOutsideThem(string line, string members) =>
        Assert.Equal(members, string.Join('|', HttpList.Split(line, ',')));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1000)]
    [InlineData("0.5", 500)]
    [InlineData("0.123", 123)]
    [InlineData("1.000", 1000)]
    [InlineData("1.", 1000)]
    [InlineData("0.", 0)]
    [InlineData("1.001", null)]
    [InlineData("0.1234", null)]
    [InlineData("-1", null)]
    [InlineData("2", null)]
    [InlineData(".5", null)]
    [InlineData("", null)]
    [InlineData("1e0", null)]
    public void Weight_IsReadExactly(string text, int? thousandths) =>
        Assert.Equal(thousandths, QualityValue.TryParse(text, out var read) ? read : null);

    [Fact]
    public void Fields_OfAnyText_NeverThrow() => Gen.String[Gen.Char["\"\\,;*/=q01. \tWabtexhml-\u00e9\0"], 0, 60].Sample(text =>
    {
        _ = EntityTagCondition.Parse(text);
        _ = MediaRange.Parse(text);
        _ = Codings.AcceptEncoding.Choose(text);
        _ = HttpDate.TryParse(text, Now, out _);
        Assert.InRange(MediaNegotiation.Choose(text, "text/html", "a/b"), 0, 1);
    });
}
