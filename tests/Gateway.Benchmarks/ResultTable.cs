using Spectre.Console;

namespace Gateway.Benchmarks;

/// <summary>The figures of a run, each beside its baseline and its bar.</summary>
internal sealed class ResultTable
{
    private readonly List<(string What, string Figure, string Baseline, string Bar, bool Met)> rows = [];

    public bool AllMet => rows.TrueForAll(r => r.Met);

    public void Add(string what, string figure, string baseline, string bar, bool met)
    {
        rows.Add((what, figure, baseline, bar, met));
        Console.WriteLine($"{(met ? "met   " : "MISSED")}  {what}: {figure} (baseline: {baseline}; bar: {bar})");
    }

    public void Print()
    {
        var table = new Table().AddColumns("what", "measured", "baseline", "bar", "");
        foreach (var (what, figure, baseline, bar, met) in rows)
            table.AddRow(new Text(what), new Text(figure), new Text(baseline), new Text(bar), new Text(met ? "met" : "MISSED"));
        AnsiConsole.Write(table);
    }
}
