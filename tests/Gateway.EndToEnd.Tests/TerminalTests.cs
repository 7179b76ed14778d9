using Gateway.EndToEnd.Tests.Harness;

namespace Gateway.EndToEnd.Tests;

/// <summary>An import before a terminal, which <c>script</c> stands in for.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Import_OnATerminal_EndsWithALineOfCounts()
    {
        SkipWithoutScript();
        await using var gateway = await GatewayProcess.StartAsync(_data);
        var counts = "^[1-9][0-9]* created, 0 updated or unchanged, 0 rejected in ";
        foreach (var (terminal, columns) in new[] { ("xterm-256color", 80), ("xterm-256color", 1), ("linux", 80), ("dumb", 80) })
        {
            var import = await InTerminal(gateway, terminal, columns, "--sample");

            Assert.True(import.ExitCode == 0, import.Output);
            Assert.Matches(counts, LastLine(import));
            counts = "^0 created, [1-9][0-9]* updated or unchanged, 0 rejected in ";
        }
    }

    [Fact]
    public async Task Import_RecordsRejectedOnATerminal_AreNotDrawnOver()
    {
        SkipWithoutScript();
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await File.WriteAllLinesAsync(_data.File("bad.ndjson"), ["{ not json", Records.Json("one")]);

        // The last record comes when the bar has long been there, and is told above it.
        var import = await InTerminal(gateway, "xterm-256color", 200, "records", before: "mkfifo records late; cat bad.ndjson late > records &", async () =>
        {
            await PublishedAsync(gateway, "news/one");
            await using var late = new StreamWriter(new FileStream(_data.File("late"), FileMode.Open, FileAccess.Write));
            await late.WriteLineAsync("nonsense");
        });

        Assert.Equal(1, import.ExitCode);
        Assert.StartsWith("1 created, 0 updated or unchanged, 2 rejected in ", LastLine(import), StringComparison.Ordinal);
        foreach (var place in (string[])["records:1: ", "records:3: "])
            Assert.Contains(Screen.Of(import.Output), line => line.StartsWith(place, StringComparison.Ordinal));
    }

    private static void SkipWithoutScript() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "script"))),
        "There is no script(1) (util-linux) to make a terminal with.");

    private Task<CommandResult> InTerminal(GatewayProcess gateway, string terminal, int columns, string file, string before = "", Func<Task>? meanwhile = null)
    {
        var import = GatewayProcess.Quote("dotnet", GatewayProcess.Executable, "import", file, "--url", gateway.Address.AbsoluteUri, "--data", _data.Path);
        // The terminal's owner says what it is; a CI system's own variables would say that it is none.
        var inside = FormattableString.Invariant($"stty rows 24 cols {columns}; {before} {import}");
        var clean = "env -i " + string.Join(' ', new[] { "PATH", "HOME", "DOTNET_ROOT" }.Select(n => $"{n}=\"${n}\"")) + " TERM=" + terminal;
        return GatewayProcess.RunInShellAsync(_data, $"exec {clean} script -qec {GatewayProcess.Quote(inside)} /dev/null", meanwhile);
    }

    private static string LastLine(CommandResult result) => Screen.Of(result.Output)[^1];

    private static async Task PublishedAsync(GatewayProcess gateway, string path)
    {
        using var patience = new CancellationTokenSource(GatewayProcess.Patience);
        while (true)
        {
            using var answer = await gateway.Client.GetAsync(path, patience.Token);
            if (answer.IsSuccessStatusCode)
                return;
        }
    }
}
