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

    /// <summary>Markdig makes each row as wide as the widest.</summary>
    [Theory]
    [InlineData("", "\n")]
    [InlineData("", "\r")]
    [InlineData("", "\r\n")]
    [InlineData("> ", "\n")]
    [InlineData("- ", "\n")]
    [InlineData("1. ", "\n")]
    public void IsExcessive_OneWideRowAmongMany_IsTrue(string prefix, string end)
    {
        var indent = prefix is "> " ? prefix : new string(' ', prefix.Length);
        var wide = indent + new string('|', 1_000) + end;
        var rows = Repeat($"{indent}a|{end}", 1_000);

        Assert.True(MarkdownCost.IsExcessive($"{prefix}a|b{end}{indent}-|-{end}{rows}{wide}"));
        Assert.True(MarkdownCost.IsExcessive($"{prefix}a|b{end}{indent}-|-{end}{wide}{rows}"));
        Assert.True(MarkdownCost.IsExcessive($"{prefix}{wide.TrimStart()}{indent}-|-{end}{rows}"));
        Assert.True(MarkdownCost.IsExcessive($"{prefix}a|b{end}{indent}{Repeat("-|", 1_000)}{end}{rows}"));
    }

    // A code span hides a line break from the table, so that a row of it has lines without a pipe.
    [Fact]
    public void IsExcessive_RowsOverSeveralLines_IsTrue() =>
        Assert.True(MarkdownCost.IsExcessive("a|b\n-|-\n" + Repeat("`x\ny`|\n", 1_000) + new string('|', 1_000)));

    [Fact]
    public void IsExcessive_ManySmallTables_IsTrue() =>
        Assert.True(MarkdownCost.IsExcessive(Repeat("a|b\n-|-\n" + new string('|', 60) + "\n" + Repeat("a|\n", 12) + "\n", 1_500)));

    [Theory]
    [InlineData(500, 12, "1,234")]
    [InlineData(100, 12, "**1**")]
    [InlineData(2_000, 3, "a")]
    [InlineData(20, 200, "a")]
    public void IsExcessive_LargeTable_IsFalse(int rows, int columns, string cell) => Assert.False(MarkdownCost.IsExcessive(Table(rows, columns, cell)));

    [Fact]
    public void IsExcessive_LongProseAboutOneTable_IsFalse() =>
        Assert.False(MarkdownCost.IsExcessive(Repeat("A line of prose - with a dash\n\n", 6_000) + Table(100, 12, "a") + Repeat("\nMore of it", 6_000)));

    [Theory]
    [InlineData("*a ", 9_900)]
    [InlineData("_a ", 9_900)]
    [InlineData("a* ", 9_900)]
    [InlineData("~~a ", 4_900)]
    [InlineData("*a_ ", 4_900)]
    [InlineData("*a *b* ", 3_300)]
    [InlineData("*a _b ~~c ", 2_400)]
    public void IsExcessive_EmphasisThatNothingMatches_IsTrue(string piece, int count) => Assert.True(MarkdownCost.IsExcessive(Repeat(piece, count)));

    [Theory]
    [InlineData("\u00a0\n")]
    [InlineData("\u2028\u2028")]
    [InlineData("\u0085\u0085")]
    [InlineData("\u3000\n")]
    public void IsExcessive_EmphasisPastWhatIsNoBlankLine_IsTrue(string separator) =>
        Assert.True(MarkdownCost.IsExcessive(Repeat(Repeat("*a ", 300) + "\n" + separator, 33)));

    [Theory]
    [InlineData("[a](b \"*c*\") **d** [a](b \"*c*\") **d** [a](b \"*c*\") **d** [a](b \"*c*\") **d**\n\n", 14_900)]
    [InlineData("*a* *a* *a* *a* *a* *a* *a* *a* *a* *a* *a* *a*\n\n", 14_900)]
    [InlineData("[a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a] [a]\n\n", 14_900)]
    public void IsExcessive_ManyParagraphsOfNothingButMarks_IsTrue(string piece, int count) => Assert.True(MarkdownCost.IsExcessive(Repeat(piece, count)));

    [Theory]
    [InlineData("Sed do *eiusmod* tempor, [as said](https://www.a.example/2026/03/01/who-would-have-thought) in **March**, ut labore et dolore.\n\n", 12_000)]
    [InlineData("- **Name**: [what it is](https://www.a.example/name), and why\n", 400)]
    [InlineData("A *word* of a long paragraph without any break that goes on and on, as some do.\n", 1_200)]
    public void IsExcessive_MarksOfOrdinaryText_IsFalse(string piece, int count) => Assert.False(MarkdownCost.IsExcessive(Repeat(piece, count)));

    private static string Table(int rows, int columns, string cell) =>
        Row(columns, "h") + Row(columns, "--") + Repeat(Row(columns, cell), rows);

    private static string Row(int columns, string cell) => Repeat($"| {cell} ", columns) + "|\n";

    private static string Repeat(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));
}
