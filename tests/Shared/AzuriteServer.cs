using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Gateway.Tests.Shared;

/// <summary>Azurite, the emulator of Azure Storage, on free loopback ports with its data on disk; started and stopped with this object.</summary>
public sealed class AzuriteServer : IAsyncLifetime
{
    // The emulator's own, the same everywhere.
    private const string Account = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string Folder = Path.Combine(Corpus.RepositoryRoot, "tests", "Azurite");

    private readonly string _data = Directory.CreateTempSubdirectory("gateway-azurite-").FullName;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _ports = new(StringComparer.Ordinal);
    private Process? _process;
    private string? _lack;

    /// <summary>Of the emulator's well-known account. Skips the test where there is no Azurite: a fixture cannot.</summary>
    public string ConnectionString
    {
        get
        {
            if (_lack is not null)
                Assert.Skip(_lack);
            return field;
        }
        private set;
    } = "";

    public async ValueTask InitializeAsync()
    {
        if (Lack() is { } lack)
        {
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
                Assert.Fail("In CI the tests against Azurite must run. " + lack);
            _lack = lack;
            return;
        }

        await StartAsync();
    }

    /// <summary>Ends it as an init system does; its data stay.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)])) // Started before.
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it, with the data and at the ports that it had before.</summary>
    public async Task StartAsync()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("node", [
                Path.Combine(Folder, "node_modules", "azurite", "dist", "src", "azurite.js"), "--location", _data, "--skipApiVersionCheck", "--disableTelemetry",
                "--blobHost", "127.0.0.1", "--blobPort", PortOf("Blob"), "--queueHost", "127.0.0.1", "--queuePort", PortOf("Queue"), "--tableHost", "127.0.0.1", "--tablePort", PortOf("Table")])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        _process = process;
        process.Exited += (_, _) => started.TrySetException(new InvalidOperationException("Azurite ended:\n" + string.Join('\n', _log)));
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await started.Task.WaitAsync(Patience);

        void Take(string? line)
        {
            if (line is null)
                return;
            _log.Enqueue(line);
            while (_log.Count > 50)
                _log.TryDequeue(out _);
            // "Azurite Blob service is successfully listening at http://127.0.0.1:37211", the tables' last.
            const string Listening = " service is successfully listening at ";
            if (line.IndexOf(Listening, StringComparison.Ordinal) is not (> 0 and var at))
                return;
            var service = line[..at].Split(' ')[^1];
            _addresses[service] = new Uri(line[(at + Listening.Length)..].Trim());
            if (service is "Table" && _addresses.TryGetValue("Blob", out var blobs))
            {
                ConnectionString = $"DefaultEndpointsProtocol=http;{Account};BlobEndpoint={blobs}devstoreaccount1;TableEndpoint={_addresses[service]}devstoreaccount1;";
                started.TrySetResult();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_data, recursive: true);
    }

    // The same each time.
    private string PortOf(string service) => _ports.GetOrAdd(service, static _ => LoopbackPort.Free().ToString(CultureInfo.InvariantCulture));

    /// <summary>What is missing to start it; null for nothing.</summary>
    public static string? Lack()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(f => File.Exists(Path.Combine(f, "node")) || File.Exists(Path.Combine(f, "node.exe"))))
            return "Node.js is not installed.";
        return File.Exists(Path.Combine(Folder, "node_modules", "azurite", "package.json")) ? null : "Azurite is not installed: run 'npm ci --omit=dev' in tests/Azurite.";
    }
}
