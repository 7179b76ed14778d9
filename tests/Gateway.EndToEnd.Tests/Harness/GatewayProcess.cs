using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests.Harness;

/// <summary>
/// A gateway as a process of its own, on free loopback ports. It dies with this object; and, should the test run itself be
/// killed, with its standard input.
/// </summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    /// <summary>Generous: a machine that runs all tests at once is slow. Nothing waits this long unless something is wrong.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly ConcurrentDictionary<int, Process> Alive = new();

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<(Uri[], Uri)> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDisposed;

    static GatewayProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Alive.Values)
            process.Kill();
    };

    private GatewayProcess(DataFolder data, string executable, IEnumerable<string> settings)
    {
        Data = data;
        _process = new Process
        {
            StartInfo = Command(data.Root,
            [
                "--urls", "http://127.0.0.1:0",
                "--Gateway:Management:Urls=http://127.0.0.1:0",
                "--Gateway:StopWithInput=true",
                // Not where it listens, but that is no matter here: left to its default it would be warned of.
                "--Gateway:PublicUrl=http://localhost:8080",
                "--Gateway:DataDirectory=" + data.Path,
                .. settings,
            ], executable),
        };
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Start();
        Alive[_process.Id] = _process;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What is run; .../bin/{Configuration}/net10.0/ is where this very test lies, too.</summary>
    public static string Executable { get; } = FindExecutable();

    public DataFolder Data { get; }

    public Uri Address { get; private set; } = new("http://invalid.example/");

    /// <summary>All that it serves, where a test has it listen at several.</summary>
    public Uri[] Addresses { get; private set; } = [];

    public Uri Management { get; private set; } = new("http://invalid.example/");

    public int ProcessId => _process.Id;

    public string Output => string.Join('\n', _lines);

    /// <summary>A client without the key; one per gateway, so that connections die with the test.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>A client that publishes.</summary>
    public HttpClient Publisher { get; private set; } = new();

    /// <summary>Starts a gateway, and waits until it says what it serves.</summary>
    public static Task<GatewayProcess> StartAsync(DataFolder data, params string[] settings) => StartBuildAsync(Executable, data, settings);

    /// <summary>The same of another build.</summary>
    public static async Task<GatewayProcess> StartBuildAsync(string executable, DataFolder data, params string[] settings)
    {
        var gateway = new GatewayProcess(data, executable, settings);
        try
        {
            await gateway.ReadyAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a gateway that is to fail, or a command, to its end.</summary>
    public static Task<CommandResult> RunAsync(DataFolder data, params string[] arguments) => RunAsync(data, static _ => Task.CompletedTask, arguments);

    /// <summary>The same; <paramref name="meanwhile"/> is told the process's number.</summary>
    public static Task<CommandResult> RunAsync(DataFolder data, Func<int, Task> meanwhile, params string[] arguments) =>
        RunAsync(Command(data.Root, arguments), meanwhile);

    /// <summary>Runs a command of a POSIX shell, in the folder of the data, to its end.</summary>
    public static Task<CommandResult> RunInShellAsync(DataFolder data, string command, Func<Task>? meanwhile = null)
    {
        var start = Command(data.Root, []);
        start.FileName = "sh";
        start.ArgumentList.Clear();
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        return RunAsync(start, _ => meanwhile?.Invoke() ?? Task.CompletedTask);
    }

    /// <summary>Words as a POSIX shell reads them.</summary>
    public static string Quote(params string[] words) => string.Join(' ', words.Select(w => $"'{w.Replace("'", @"'\''", StringComparison.Ordinal)}'"));

    private static async Task<CommandResult> RunAsync(ProcessStartInfo start, Func<int, Task> meanwhile)
    {
        using var process = new Process { StartInfo = start };
        process.Start();
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience * 5);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await meanwhile(process.Id);
            await process.WaitForExitAsync(patience.Token);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>Runs <c>import</c> against this gateway, with its key.</summary>
    public Task<CommandResult> ImportAsync(params string[] arguments) => ImportAsync(static _ => Task.CompletedTask, arguments);

    /// <summary>The same; <paramref name="meanwhile"/> is told the number of its process.</summary>
    public Task<CommandResult> ImportAsync(Func<int, Task> meanwhile, params string[] arguments) =>
        RunAsync(Data, meanwhile, ["import", "--url", Address.AbsoluteUri, "--data", Data.Path, .. arguments]);

    /// <summary>Asks for the end, as an init system does.</summary>
    public void Terminate() => Signal(_process.Id, "TERM");

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary><c>kill -9</c>, without waiting for the end.</summary>
    public void KillNow() => _process.Kill();

    /// <summary>The exit code, once the process has ended.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        Alive.TryRemove(_process.Id, out _);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        if (!_process.HasExited)
            _process.Kill();
        await ExitAsync();
        _process.Dispose();
        Client.Dispose();
        Publisher.Dispose();
    }

    private static string FindExecutable()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Corpus.RepositoryRoot, "src", "Gateway", "bin", framework.Parent?.Name ?? "Release", framework.Name, "gateway.dll");
    }

    private static ProcessStartInfo Command(string directory, IEnumerable<string> arguments, string? executable = null)
    {
        var start = new ProcessStartInfo("dotnet", [executable ?? Executable, .. arguments])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
            start.Environment.Remove(name);
        return start;
    }

    // What the runner's own shell sets must not decide what is tested.
    private static bool IsSetting(string name) =>
        name.StartsWith("Gateway__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name is "GATEWAY_KEY" or "urls";

    private void Take(string? line)
    {
        if (line is null)
            return;

        _lines.Enqueue(line);
        if (ReadyLine().Match(line) is { Success: true } match)
            _ready.TrySetResult((Array.ConvertAll(match.Groups["urls"].Value.Split(' '), u => new Uri(u)), new Uri(match.Groups["management"].Value)));
    }

    private async Task ReadyAsync()
    {
        var exited = _process.WaitForExitAsync();
        if (await Task.WhenAny(_ready.Task, exited).WaitAsync(Patience) == exited)
            Assert.Fail($"The gateway ended with {_process.ExitCode}:\n{Output}");

        (Addresses, Management) = await _ready.Task;
        Address = Addresses[0];
        Client = new HttpClient { BaseAddress = Address, Timeout = Patience };
        Publisher = new HttpClient { BaseAddress = Address, Timeout = Patience };
        if (File.Exists(Data.KeyFile))
            Publisher.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Data.KeyFile)).Trim());
    }

    /// <summary>Sends a signal to a process.</summary>
    public static void Signal(int process, string name)
    {
        using var kill = Process.Start("kill", ["-" + name, process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    [GeneratedRegex(@"(Started in|Ready after) \d+ ms\. Serving (?<urls>\S+( \S+)*?) as \S+; management at (?<management>[^\s;]+);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadyLine();
}

/// <summary>How a command ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
