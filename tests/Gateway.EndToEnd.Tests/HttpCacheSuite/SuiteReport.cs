using System.Globalization;
using System.Text;

namespace Gateway.EndToEnd.Tests.HttpCacheSuite;

/// <summary>A compact table of a run: by kind and group, then every case that did not pass.</summary>
internal static class SuiteReport
{
    private static readonly string[] Kinds = ["required", "optimal", "check"];

    public static string Write(IReadOnlyList<SuiteResult> results)
    {
        var text = new StringBuilder();
        foreach (var kind in Kinds)
            text.Append(CultureInfo.InvariantCulture, $"{kind,-9} {Sum(results.Where(r => r.Case.Kind == kind))}\n");

        text.Append('\n').Append(CultureInfo.InvariantCulture, $"{"",-20}{string.Concat(Kinds.Select(k => k.PadLeft(10)))}\n");
        foreach (var group in results.GroupBy(r => r.Case.Suite, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{group.Key,-20}{string.Concat(Kinds.Select(k => Sum(group.Where(r => r.Case.Kind == k)).PadLeft(10)))}\n");

        foreach (var kind in Kinds)
        {
            foreach (var result in results.Where(r => !r.Passed && r.Case.Kind == kind))
                text.Append(CultureInfo.InvariantCulture, $"\n{kind,-8} {result.Outcome,-10} {result.Case.Id}: {result.Message}");
        }

        return text.Append('\n').ToString();
    }

    private static string Sum(IEnumerable<SuiteResult> results)
    {
        var all = results.ToList();
        return all.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{all.Count(r => r.Passed)}/{all.Count}");
    }
}
