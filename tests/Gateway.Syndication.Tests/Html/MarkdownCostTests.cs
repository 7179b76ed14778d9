using System.Text;
using Gateway.Syndication.Html;

namespace Gateway.Syndication.Tests.Html;

public sealed class MarkdownCostTests
{
    [Theory]
    [InlineData("  ", "- a")]
    [InlineData("   ", "1. a")]
    [InlineData("\t", "- a")]
    [InlineData("> ", "a")]
    [InlineData("- ", "a")]
    public void IsExcessive_ListsOfHundredsOfLevels_IsTrue(string level, string content) =>
        Assert.True(MarkdownCost.IsExcessive(Nested(level, content, 400)));

    [Theory]
    [InlineData("  ", "- a")]
    [InlineData("    ", "1. a")]
    [InlineData("> ", "a")]
    public void IsExcessive_ListsAsDeepAsAPageShows_IsFalse(string level, string content) =>
        Assert.False(MarkdownCost.IsExcessive(Nested(level, content, 64)));

    [Fact]
    public void IsExcessive_ManyItemsOfModestDepth_IsTrue() =>
        Assert.True(MarkdownCost.IsExcessive(string.Concat(Enumerable.Repeat(Nested("  ", "- a", 64), 300))));

    [Fact]
    public void IsExcessive_LongListOfThreeLevels_IsFalse() =>
        Assert.False(MarkdownCost.IsExcessive(string.Concat(Enumerable.Repeat(Nested("    ", "- item of a list", 3), 3_000))));

    [Fact]
    public void IsExcessive_TextFarToTheRight_IsFalse() =>
        Assert.False(MarkdownCost.IsExcessive(string.Concat(Enumerable.Repeat(new string(' ', 300) + "verse\n", 100))));

    [Fact]
    public void IsExcessive_RulesOfManyDashes_IsFalse() =>
        Assert.False(MarkdownCost.IsExcessive(string.Concat(Enumerable.Repeat(new string('-', 300) + "\n\ntext\n\n", 100))));

    private static string Nested(string level, string content, int depth)
    {
        var text = new StringBuilder();
        for (var i = 0; i < depth; i++)
            text.Insert(text.Length, level, i).Append(content).Append('\n');
        return text.ToString();
    }

    [Theory]
    [InlineData("&", 1_900_000)]
    [InlineData("\\&", 900_000)]
    [InlineData("- - - - - - - - - - - - - - - - - - - - - - a\n", 15_000)]
    public void IsExcessive_ManySmallSteps_IsTrue(string piece, int count) =>
        Assert.True(MarkdownCost.IsExcessive(string.Concat(Enumerable.Repeat(piece, count))));

    [Theory]
    [InlineData("AT&T \\& others, again and again in a paragraph of its own\n\n", 10_000)]
    [InlineData("- an item of a long list\n", 20_000)]
    public void IsExcessive_LongButOrdinary_IsFalse(string piece, int count) =>
        Assert.False(MarkdownCost.IsExcessive(string.Concat(Enumerable.Repeat(piece, count))));
}
