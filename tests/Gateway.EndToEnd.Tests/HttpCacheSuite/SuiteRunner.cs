using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests.HttpCacheSuite;

/// <summary>The suite's server as an origin, a gateway with a route of the operator's to it, and the suite's client against that.</summary>
internal sealed class SuiteRunner : IAsyncDisposable
{
    /// <summary>Names a checkout of the suite's repository, to run in place of the package.</summary>
    public const string CheckoutVariable = "HTTP_CACHE_SUITE";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly DataFolder _data = new();
    private readonly StringBuilder _originLog = new();
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _origin;
    private GatewayProcess? _gateway;

    private SuiteRunner() => _origin = Start("origin");

    public static string Folder { get; } = Path.Combine(Corpus.RepositoryRoot, "tests", "Gateway.EndToEnd.Tests", "HttpCacheSuite");

    /// <summary>Whether a checkout is run, not the package.</summary>
    public static bool IsCheckout => Environment.GetEnvironmentVariable(CheckoutVariable) is { Length: > 0 };

    private string OriginLog
    {
        get
        {
            lock (_originLog)
                return _originLog.ToString();
        }
    }

    /// <summary>Starts origin and gateway; skips the calling test where Node.js or the package is not there, fails it in CI.</summary>
    public static async Task<SuiteRunner> StartAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(f => File.Exists(Path.Combine(f, "node")) || File.Exists(Path.Combine(f, "node.exe"))))
            Lacking("Node.js is not installed.");
        if (!IsCheckout && !File.Exists(Path.Combine(Folder, "node_modules", "http-cache-tests", "package.json")))
            Lacking("The suite is not installed: run 'npm ci --omit=dev' in tests/Gateway.EndToEnd.Tests/HttpCacheSuite.");

        var runner = new SuiteRunner();
        try
        {
            await runner.ConnectAsync();
            return runner;
        }
        catch
        {
            await runner.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs all cases, or those named: these with a log of every request and response at client and origin.</summary>
    public async Task<(SuiteOutput Output, string Log)> RunAsync(params string[] cases)
    {
        using var client = Start(["client", (_gateway ?? throw new InvalidOperationException("Not started.")).Address.GetLeftPart(UriPartial.Authority), .. cases]);
        try
        {
            var errors = client.StandardError.ReadToEndAsync();
            var output = await client.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await client.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(client.ExitCode == 0, $"The suite's client ended with {client.ExitCode}:\n{await errors}{output}");

            var json = output.TrimEnd().LastIndexOf('\n') + 1;
            var parsed = JsonSerializer.Deserialize(output[json..], SuiteJson.Default.SuiteOutput) ?? throw new InvalidOperationException("No results.");
            return (parsed, $"{output[..json]}\nAt the origin:\n{OriginLog}\nErrors of the client:\n{await errors}");
        }
        finally
        {
            if (!client.HasExited)
                client.Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        if (!_origin.HasExited)
            _origin.Kill();
        await _origin.WaitForExitAsync();
        _origin.Dispose();
        _data.Dispose();
    }

    private static void Lacking(string what)
    {
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
            Assert.Fail("In CI the HTTP cache test suite must run. " + what);
        Assert.Skip(what);
    }

    // The origin ends with its standard input, should this process be killed.
    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("node", ["--no-warnings", "suite.mjs", .. arguments])
    {
        WorkingDirectory = Folder,
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    }) ?? throw new InvalidOperationException("Not started.");

    private async Task ConnectAsync()
    {
        var port = await ListeningAsync().WaitAsync(GatewayProcess.Patience);
        _gateway = await GatewayProcess.StartAsync(
            _data,
            "--ReverseProxy:Routes:suite:ClusterId=suite",
            "--ReverseProxy:Routes:suite:Match:Path=/{**path}",
            $"--ReverseProxy:Clusters:suite:Destinations:origin:Address=http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");
    }

    private Task<int> ListeningAsync()
    {
        _origin.OutputDataReceived += (_, e) => Take(e.Data);
        _origin.ErrorDataReceived += (_, e) => Take(e.Data);
        _origin.BeginOutputReadLine();
        _origin.BeginErrorReadLine();
        return _port.Task;
    }

    private void Take(string? line)
    {
        const string Listening = "Listening on ";
        lock (_originLog)
            _originLog.AppendLine(line);
        if (line is null)
            _port.TrySetException(new InvalidOperationException("The suite's server ended:\n" + OriginLog));
        else if (line.StartsWith(Listening, StringComparison.Ordinal))
            _port.TrySetResult(int.Parse(line.TrimEnd('/').Split(':')[^1], CultureInfo.InvariantCulture));
    }
}
