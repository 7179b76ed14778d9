namespace Gateway.HttpCaching.Tests.Suite;

/// <summary>
/// Every case of the public suite that is not for browsers, run on the rules alone: an origin and a client after the suite's
/// own, the clock a fake. Interim responses (1xx) never reach the rules; their cases prove the rest of themselves here.
/// </summary>
public sealed class SuiteTests
{
    /// <summary>Optimal cases that the rules leave out, with the sentence that forbids them or does not ask for them.</summary>
    private static readonly Dictionary<string, string> LeftOut = new(StringComparer.Ordinal)
    {
        ["conditional-lm-fresh-no-lm"] = "RFC 9111 §4.3.2: without Last-Modified the Date stands for it, and it is later than the client's date",
        ["partial-store-partial-complete"] = "RFC 9110 §15.3.7.3: parts are joined by a strong validator only, and the case has none",
        ["partial-store-partial-reuse-partial-suffix"] = "RFC 9111 §3.3: of the six bytes that the origin names it sends five; the one asked for is not among them",
    };

    public static TheoryData<string> Ids { get; } = [.. SuiteCase.All.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Case_OfThePublicSuite_IsMet(string id)
    {
        var suite = SuiteCase.All[id];
        var problem = SuiteClient.Run(suite, CachingOptions.Default);
        var expectsSuccess = suite.IsMeant && !LeftOut.ContainsKey(id);
        Assert.True(expectsSuccess == problem is null, $"{id} ({suite.Kind}, RFC {suite.Section}): {problem ?? "met, though it was not meant to be"}");
    }

    [Fact]
    public void Suite_InNumbers_IsAsTheIssueAsks()
    {
        var byKind = SuiteCase.All.Values.ToLookup(static c => c.Kind.Split(':')[0], StringComparer.Ordinal);
        Assert.Equal((160, 105, 100), (byKind["required"].Count(), byKind["optimal"].Count(), byKind["check"].Count()));
        Assert.DoesNotContain(LeftOut.Keys, id => SuiteCase.All[id].Kind != "optimal");
        Assert.True(LeftOut.Count <= 105 * 0.05);
    }
}
