namespace Gateway.EndToEnd.Tests.HttpCacheSuite;

/// <summary>
/// The public HTTP cache test suite (https://cache-tests.fyi), its own server as origin behind a route of the operator's.
/// <c>HTTP_CACHE_CASE=id[,id]</c> runs these cases alone. What was seen lies beside the test's assembly: <c>http-cache-suite-report.txt</c>,
/// or <c>http-cache-suite-case.txt</c> with every request and response at client and origin.
/// </summary>
public sealed class HttpCacheSuiteTests
{
    private const string CaseVariable = "HTTP_CACHE_CASE";
    private const int Attempts = 3;

    [Fact]
    public async Task Suite_ThroughTheGateway_MeetsTheTable()
    {
        await using var runner = await SuiteRunner.StartAsync();
        if (Environment.GetEnvironmentVariable(CaseVariable) is { Length: > 0 } cases)
        {
            Show("case", (await runner.RunAsync(cases.Split(',', StringSplitOptions.TrimEntries))).Log);
            return;
        }

        var results = (await runner.RunAsync()).Output.Judge();
        Show("report", SuiteReport.Write(results));
        if (Environment.GetEnvironmentVariable(ExpectationTable.RecordVariable) is { Length: > 0 })
            ExpectationTable.Record(results);

        var table = ExpectationTable.Read();
        Assert.Equal(table.Values.Select(e => $"{e.Id} {e.Kind}").Order(), results.Select(r => $"{r.Case.Id} {r.Case.Kind}").Order());
        var lost = await Regressions(runner, results.Where(r => r.Case.Kind is "required" && table[r.Case.Id].Passes && !r.Passed));
        Assert.True(lost.Count == 0, "Required and no longer met:\n" + string.Join('\n', lost));

        var sunk = results.Where(r => r.Case.Kind is "optimal" && table[r.Case.Id].Passes && !r.Passed).ToList();
        var risen = results.Count(r => r.Case.Kind is "optimal" && !table[r.Case.Id].Passes && r.Passed);
        if (sunk.Count <= risen)
            return;
        var missed = await Regressions(runner, sunk);
        Assert.True(missed.Count <= risen, $"Optimal and no longer met, against {risen} newly met:\n" + string.Join('\n', missed));
    }

    [Fact]
    public void Table_OfMisses_ExplainsEach() =>
        Assert.Empty(ExpectationTable.Read().Values.Where(e => e.Kind is not "check" && !ExpectationTable.IsExplained(e)).Select(e => $"{e.Id}: {e.Why}"));

    // Freshness in the suite is a matter of seconds: what failed among many others is asked again, alone, before it counts.
    private static async Task<IReadOnlyList<string>> Regressions(SuiteRunner runner, IEnumerable<SuiteResult> failed)
    {
        var left = failed.ToList();
        for (var attempt = 1; attempt < Attempts && left.Count > 0; attempt++)
        {
            var again = (await runner.RunAsync([.. left.SelectMany(r => r.Case.DependsOn.Append(r.Case.Id)).Distinct(StringComparer.Ordinal)])).Output.Judge();
            left = [.. again.Where(a => !a.Passed && left.Exists(l => l.Case.Id == a.Case.Id))];
        }

        return [.. left.Select(r => $"{r.Case.Id} ({r.Case.Kind}): {r.Outcome}: {r.Message}")];
    }

    private static void Show(string name, string text)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"http-cache-suite-{name}.txt");
        File.WriteAllText(file, text);
        TestContext.Current.TestOutputHelper?.WriteLine($"{file}:\n{text}");
    }
}
