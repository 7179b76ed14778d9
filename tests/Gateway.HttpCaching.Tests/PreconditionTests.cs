using Gateway.HttpCaching.Preconditions;
using Microsoft.AspNetCore.Http;

namespace Gateway.HttpCaching.Tests;

/// <summary>RFC 9110 §8.8.3, §13. The representation: <c>"a"</c>, changed Sun, 06 Nov 1994 08:49:37 GMT.</summary>
public sealed class PreconditionTests
{
    private const string At = "Sun, 06 Nov 1994 08:49:37 GMT";
    private const string Before = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static readonly DateTimeOffset Modified = new(1994, 11, 6, 8, 49, 37, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("C-01", "§13.1.2", "If-None-Match: \"a\"", PreconditionResult.NotModified)]
    [InlineData("C-02", "§13.1.2 weak comparison", "If-None-Match: W/\"a\"", PreconditionResult.NotModified)]
    [InlineData("C-03", "§13.1.2 list", "If-None-Match: \"x\", \"a\"", PreconditionResult.NotModified)]
    [InlineData("C-04", "§13.1.2 lines", "If-None-Match: \"x\"|If-None-Match: \"a\"", PreconditionResult.NotModified)]
    [InlineData("C-05", "§13.1.2 star", "If-None-Match: *", PreconditionResult.NotModified)]
    [InlineData("C-06", "§13.1.2 no match", "If-None-Match: \"x\"", PreconditionResult.Proceed)]
    [InlineData("C-07", "§8.8.3 commas inside", "If-None-Match: \"x,\", \"a\"", PreconditionResult.NotModified)]
    [InlineData("C-08", "§8.8.3 commas inside are no separators", "If-None-Match: \"x,a\"", PreconditionResult.Proceed)]
    [InlineData("C-09", "§8.8.3 w/ is case-sensitive", "If-None-Match: w/\"a\"", PreconditionResult.Proceed)]
    [InlineData("C-10", "§8.8.3 quotes are needed", "If-None-Match: a", PreconditionResult.Proceed)]
    [InlineData("C-11", "§5.6.1 empty members", "If-None-Match: , ,\"a\",", PreconditionResult.NotModified)]
    [InlineData("C-12", "§13.1.2 what can be read counts", "If-None-Match: a, \"a\"", PreconditionResult.NotModified)]
    [InlineData("C-13", "§13.1.3 wins over the date", "If-None-Match: \"x\"|If-Modified-Since: " + At, PreconditionResult.Proceed)]
    [InlineData("C-14", "§13.1.3", "If-Modified-Since: " + At, PreconditionResult.NotModified)]
    [InlineData("C-15", "§13.1.3 earlier", "If-Modified-Since: " + Before, PreconditionResult.Proceed)]
    [InlineData("C-16", "§5.6.7 RFC 850 form", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", PreconditionResult.NotModified)]
    [InlineData("C-17", "§5.6.7 asctime form", "If-Modified-Since: Sun Nov  6 08:49:37 1994", PreconditionResult.NotModified)]
    [InlineData("C-18", "§13.1.3 no date: ignored", "If-Modified-Since: yesterday", PreconditionResult.Proceed)]
    [InlineData("C-19", "§13.1.3 two dates: ignored", "If-Modified-Since: " + At + "|If-Modified-Since: " + At, PreconditionResult.Proceed)]
    [InlineData("C-20", "§13.1.1", "If-Match: \"a\"", PreconditionResult.Proceed)]
    [InlineData("C-21", "§13.1.1 strong comparison", "If-Match: W/\"a\"", PreconditionResult.Failed)]
    [InlineData("C-22", "§13.1.1 star", "If-Match: *", PreconditionResult.Proceed)]
    [InlineData("C-23", "§13.1.1 no match", "If-Match: \"x\"", PreconditionResult.Failed)]
    [InlineData("C-24", "§13.1.4", "If-Unmodified-Since: " + At, PreconditionResult.Proceed)]
    [InlineData("C-25", "§13.1.4 earlier", "If-Unmodified-Since: " + Before, PreconditionResult.Failed)]
    [InlineData("C-26", "§13.1.4 If-Match wins", "If-Match: \"a\"|If-Unmodified-Since: " + Before, PreconditionResult.Proceed)]
    [InlineData("C-27", "§13.1.4 no date: ignored", "If-Unmodified-Since: never", PreconditionResult.Proceed)]
    [InlineData("C-28", "§13.2.2 failure comes first", "If-Match: \"x\"|If-None-Match: \"a\"", PreconditionResult.Failed)]
    [InlineData("C-29", "§13.2.2 both", "If-Match: \"a\"|If-None-Match: \"a\"", PreconditionResult.NotModified)]
    [InlineData("C-30", "none", "", PreconditionResult.Proceed)]
    [InlineData("C-31", "§8.8.3 an unfinished tag", "If-None-Match: \"a", PreconditionResult.Proceed)]
    public void Preconditions_OfTheRfc_AreJudged(string id, string section, string fields, PreconditionResult expected)
    {
        var headers = new HeaderDictionary();
        foreach (var field in fields.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = field.IndexOf(": ", StringComparison.Ordinal);
            headers.Append(field[..colon], field[(colon + 2)..]);
        }

        var result = PreconditionEvaluator.Evaluate(headers, new EntityTag("a"), Modified, Now);
        Assert.True(expected == result, $"{id} ({section}): {result}, not {expected}.");
    }

    [Fact]
    public void Dates_WithoutAKnownModification_AreIgnored()
    {
        var headers = new HeaderDictionary { ["If-Modified-Since"] = At, ["If-Unmodified-Since"] = Before };
        Assert.Equal(PreconditionResult.Proceed, PreconditionEvaluator.Evaluate(headers, new EntityTag("a"), null, Now));
    }

    [Theory]
    [InlineData("", false, 0, false)]
    [InlineData("*", true, 0, false)]
    [InlineData("\"\"", false, 1, false)]
    [InlineData("\"a\\\"", false, 1, false)]
    [InlineData("\"a\" \"b\"", false, 2, false)]
    [InlineData("\"a\"b", false, 0, true)]
    [InlineData("*, \"a\"", false, 1, true)]
    [InlineData("\"a b\"", false, 0, true)]
    public void Condition_OfAnyText_IsReadAsFarAsItGoes(string text, bool isAny, int tags, bool malformed)
    {
        var condition = EntityTagCondition.Parse(text);
        Assert.True(condition.IsPresent);
        Assert.Equal((isAny, tags), (condition.IsAny, condition.Tags.Length));
        Assert.Equal(malformed || (tags == 0 && !isAny), condition.IsMalformed);
    }
}
