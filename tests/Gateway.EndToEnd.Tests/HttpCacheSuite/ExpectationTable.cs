using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.EndToEnd.Tests.HttpCacheSuite;

/// <summary>What is expected of a case: its outcome, and for one that is not passed, why, with the section that allows it.</summary>
internal sealed record Expectation(string Id, string Kind, bool Passes, string Why);

/// <summary>
/// The table <c>expectations.tsv</c>: a line per case: id, kind, <c>pass</c> or <c>miss</c>, and the reason of a miss. A checkout of the suite's repository, which
/// has cases that the package has not, is held to a table of its own.
/// </summary>
internal static partial class ExpectationTable
{
    /// <summary>Set to anything, the table is written anew from what was seen; reasons of misses that remain are kept.</summary>
    public const string RecordVariable = "HTTP_CACHE_SUITE_RECORD";

    private const string Heading = "# case\tkind\texpected\twhy it is missed";

    private static string Place => Path.Combine(SuiteRunner.Folder, SuiteRunner.IsCheckout ? "expectations.repository.tsv" : "expectations.tsv");

    public static IReadOnlyDictionary<string, Expectation> Read() =>
        File.ReadLines(Place)
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(l => l.Split('\t'))
            .Select(c => new Expectation(c[0], c[1], c[2] switch { "pass" => true, "miss" => false, _ => throw new FormatException($"{c[0]}: {c[2]}") }, c.Length > 3 ? c[3] : ""))
            .ToDictionary(e => e.Id, StringComparer.Ordinal);

    /// <summary>Whether a reason names the section of a specification.</summary>
    public static bool IsExplained(Expectation expectation) => expectation.Passes || Section().IsMatch(expectation.Why);

    public static void Record(IReadOnlyList<SuiteResult> results)
    {
        var known = File.Exists(Place) ? Read() : new Dictionary<string, Expectation>(StringComparer.Ordinal);
        var text = new StringBuilder(Heading).Append('\n');
        foreach (var (one, outcome, message) in results)
        {
            text.Append(one.Id).Append('\t').Append(one.Kind).Append('\t').Append(outcome == SuiteOutcome.Passed ? "pass" : "miss");
            if (outcome != SuiteOutcome.Passed)
                text.Append('\t').Append(known.GetValueOrDefault(one.Id) is { Passes: false } before ? before.Why : "unexplained: " + message.ReplaceLineEndings(" "));
            text.Append('\n');
        }

        File.WriteAllText(Place, text.ToString());
    }

    [GeneratedRegex(@"RFC \d{4} §\d|Edge Architecture §\d", RegexOptions.None, 1000)]
    private static partial Regex Section();
}
