using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests;

/// <summary>
/// Every command of the README, run as it stands there, in its order: only ports and the place of a backup are others,
/// <c>dotnet run</c> starts what is built already, and <c>docker</c>, <c>kubectl</c> and <c>az</c> do nothing.
/// </summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Start = "dotnet run --project src/Gateway -c Release";

    // Stands before the real one in the PATH. Refuses what the README does not say.
    private const string Dotnet = """
        #!/bin/sh
        case "$*" in
          "run --project src/Gateway -c Release -- import "*) shift 7; exec "$DOTNET" "$GATEWAY" import --url "$URL" "$@" ;;
          "run --project src/Gateway -c Release -- health") exec "$DOTNET" "$GATEWAY" health --url "$MANAGEMENT" ;;
          "run --project src/Gateway -c Release -- "*) shift 6; exec "$DOTNET" "$GATEWAY" "$@" ;;
          "run --project tests/Gateway.Benchmarks -c Release") test -f "$ROOT/tests/Gateway.Benchmarks/Gateway.Benchmarks.csproj" && test -f "$ROOT/tests/Gateway.Benchmarks/Program.cs" ;;
          "run --project tests/Gateway.Benchmarks -c Release -- "*) shift 6; for name in "$@"; do grep -q "\"$name\" => " "$ROOT/tests/Gateway.Benchmarks/Program.cs" || exit 65; done ;;
          "test -c Release") test -f "$ROOT/Gateway.sln" && grep -q Microsoft.Testing.Platform "$ROOT/global.json" ;;
          *) echo "not expected: dotnet $*" >&2; exit 64 ;;
        esac
        """;

    // Stands in for what needs a container engine, a cluster or Azure, which there are not: only whether the files that it names are there.
    private const string Elsewhere = """
        #!/bin/sh
        for word in "$@"; do case "$word" in deploy/*) test -e "$word" || { echo "not there: $word" >&2; exit 66; } ;; esac; done
        """;

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task DotnetRun_FromAnyFolder_StartsThereAndNotInTheProject()
    {
        var folder = Directory.CreateDirectory(_data.File("elsewhere")).FullName;
        var project = Path.Combine(Corpus.RepositoryRoot, "src", "Gateway", "Gateway.csproj");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-getProperty:RunWorkingDirectory"]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");

        var directory = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(folder, directory.Trim());
    }

    [Fact]
    public async Task Readme_EveryCommand_DoesWhatItSays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are for a POSIX shell.");
        var commands = Blocks().SelectMany(Commands).ToList();
        Assert.Equal(Start, commands[0]);
        await using var gateway = await GatewayProcess.StartAsync(_data);
        await WriteTools();

        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        // Runs until it is stopped: see LocalClusterTests.
        foreach (var command in commands.Skip(1).Where(c => c is not "deploy/local-cluster"))
            shown[command] = await Run(gateway, command);

        Assert.Contains(shown, c => c.Key.EndsWith("import --sample", StringComparison.Ordinal) && c.Value.Contains(" created, 0 updated or unchanged, 0 rejected", StringComparison.Ordinal));
        Assert.Contains(shown, c => c.Key.EndsWith("articles.ndjson.gz", StringComparison.Ordinal) && c.Value.StartsWith("3 created", StringComparison.Ordinal));
        Assert.Contains(shown, c => c.Key.EndsWith("latest.rss", StringComparison.Ordinal) && c.Value.Contains("Hello, world", StringComparison.Ordinal));
        Assert.Contains(shown, c => c.Key.EndsWith("news.atom", StringComparison.Ordinal) && c.Value.Contains("Hello, world", StringComparison.Ordinal));
        Assert.Contains(shown, c => c.Key.EndsWith("hello-world.md", StringComparison.Ordinal) && c.Value.Contains("Our *first* article.", StringComparison.Ordinal));
        Assert.Contains(shown, c => c.Key.Contains("ld+json", StringComparison.Ordinal) && c.Value.Contains("NewsArticle", StringComparison.Ordinal));
        Assert.Contains(shown, c => c.Key.Contains("\"topic\"", StringComparison.Ordinal) && c.Value.Contains("\"purged\":", StringComparison.Ordinal));
        Assert.Contains(shown, c => c.Key.Contains("\"address\"", StringComparison.Ordinal) && c.Value.Contains("\"purged\":1", StringComparison.Ordinal));
        Assert.NotEmpty(Directory.GetFiles(_data.File("backup")));
        Assert.Contains(shown, c => c.Key.EndsWith("-- health", StringComparison.Ordinal) && c.Value is "ready\n");
    }

    [Fact]
    public async Task Readme_TableOfMetrics_HasTrueNames()
    {
        var names = (await File.ReadAllLinesAsync(Path.Combine(Corpus.RepositoryRoot, "README.md")))
            .Where(l => l.StartsWith("| `gateway_cache_", StringComparison.Ordinal))
            .SelectMany(l => l.Split('|')[1].Split('`').Where(n => n.StartsWith("gateway_", StringComparison.Ordinal)))
            // It has a value once something old was served, which no test can make sure of from outside.
            .Where(n => n is not "gateway_cache_served_after_change_seconds")
            .ToList();
        Assert.True(names.Count >= 15);
        await using var gateway = await GatewayProcess.StartAsync(_data);
        using var put = await gateway.Publisher.PutAsync("api/articles/a", Records.Content(Records.Json("a")));
        for (var i = 0; i < 3; i++)
            await gateway.Client.GetStringAsync("/latest.rss");

        var metrics = await gateway.Client.GetStringAsync(new Uri(gateway.Management, "metrics"));

        Assert.All(names, n => Assert.Contains($"# TYPE {n} ", metrics, StringComparison.Ordinal));
        Assert.Contains("gateway_cache_hits_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("route=\"gateway-origin\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readme_TableOfKeys_HasTrueKeysAndDefaults()
    {
        var rows = (await File.ReadAllLinesAsync(Path.Combine(Corpus.RepositoryRoot, "README.md")))
            .Where(l => l.StartsWith("| `Gateway:", StringComparison.Ordinal) && !l.Contains('{', StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            // Others have no default, or one that is of the machine.
            .Where(c => c[2].StartsWith('`'))
            .Select(c => (Key: c[1].Split('`')[1], Default: c[2].Split('`')[1]))
            .Where(r => r.Key is not ("Gateway:Management:Urls" or "Gateway:DataDirectory"))
            .ToList();
        Assert.True(rows.Count >= 3);

        // A key that is not one is refused at the start.
        await using var gateway = await GatewayProcess.StartAsync(_data, [.. rows.Select(r => $"--{r.Key}={r.Default}")]);
        Assert.Contains("Gateway", await gateway.Client.GetStringAsync("/"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Blocks()
    {
        StringBuilder? block = null;
        foreach (var line in File.ReadLines(Path.Combine(Corpus.RepositoryRoot, "README.md")))
        {
            if (block is null)
            {
                if (string.Equals(line, "```sh", StringComparison.Ordinal))
                    block = new StringBuilder();
                continue;
            }

            if (!string.Equals(line, "```", StringComparison.Ordinal))
            {
                block.Append(line).Append('\n');
                continue;
            }

            yield return block.ToString();
            block = null;
        }
    }

    private static IEnumerable<string> Commands(string block) =>
        block.Replace("\\\n", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task WriteTools()
    {
        Directory.CreateDirectory(_data.File("bin"));
        foreach (var (name, script) in ((string, string)[])[("dotnet", Dotnet), ("docker", Elsewhere), ("kubectl", Elsewhere), ("az", Elsewhere)])
        {
            await File.WriteAllTextAsync(_data.File("bin/" + name), script);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(_data.File("bin/" + name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // They write beside what is there.
        foreach (var path in Directory.GetFiles(Path.Combine(Corpus.RepositoryRoot, "deploy"), "*", SearchOption.AllDirectories))
        {
            var copy = _data.File(Path.GetRelativePath(Corpus.RepositoryRoot, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? "");
            File.Copy(path, copy, overwrite: true);
        }

        await using var file = File.Create(_data.File("articles.ndjson.gz"));
        await using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        await gzip.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', Records.Many(3))));
    }

    private async Task<string> Run(GatewayProcess gateway, string command)
    {
        var here = command
            .Replace("http://127.0.0.1:8080", gateway.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("http://127.0.0.1:8081", gateway.Management.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("/var/backups/gateway", _data.File("backup"), StringComparison.Ordinal);
        if (here.StartsWith("curl ", StringComparison.Ordinal))
            here = "curl --fail-with-body --silent --show-error " + here["curl ".Length..];
        var start = new ProcessStartInfo("sh", ["-c", here])
        {
            WorkingDirectory = _data.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PATH"] = _data.File("bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
                ["DOTNET"] = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) is "dotnet" ? path : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Tool("dotnet"),
                ["GATEWAY"] = GatewayProcess.Executable,
                ["URL"] = gateway.Address.AbsoluteUri,
                ["MANAGEMENT"] = gateway.Management.AbsoluteUri,
                ["ROOT"] = Corpus.RepositoryRoot,
            },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("Not started.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(GatewayProcess.Patience);
        Assert.True(process.ExitCode == 0, $"{here}\nended with {process.ExitCode}:\n{await output}{await error}");
        return await output;
    }

    private static string Tool(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, name)).First(File.Exists);
}
