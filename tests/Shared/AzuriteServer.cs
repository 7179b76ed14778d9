using System.Collections.Concurrent;
using System.Diagnostics;

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
    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private Process? _process;

    /// <summary>Of the emulator's well-known account.</summary>
    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Lack() is { } lack)
        {
            if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
                Assert.Fail("In CI the tests against Azurite must run. " + lack);
            Assert.Skip(lack);
        }

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("node", [
                Path.Combine(Folder, "node_modules", "azurite", "dist", "src", "azurite.js"), "--location", _data, "--skipApiVersionCheck", "--disableTelemetry",
                "--blobHost", "127.0.0.1", "--blobPort", "0", "--queueHost", "127.0.0.1", "--queuePort", "0", "--tableHost", "127.0.0.1", "--tablePort", "0"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        _process.Exited += (_, _) => started.TrySetException(new InvalidOperationException("Azurite ended:\n" + string.Join('\n', _log)));
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
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
            _addresses[line[..at].Split(' ')[^1]] = line[(at + Listening.Length)..].Trim();
            if (_addresses.TryGetValue("Blob", out var blobs) && _addresses.TryGetValue("Table", out var tables))
            {
                ConnectionString = $"DefaultEndpointsProtocol=http;{Account};BlobEndpoint={blobs}/devstoreaccount1;TableEndpoint={tables}/devstoreaccount1;";
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

    /// <summary>What is missing to start it; null for nothing.</summary>
    public static string? Lack()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(f => File.Exists(Path.Combine(f, "node")) || File.Exists(Path.Combine(f, "node.exe"))))
            return "Node.js is not installed.";
        return File.Exists(Path.Combine(Folder, "node_modules", "azurite", "package.json")) ? null : "Azurite is not installed: run 'npm ci --omit=dev' in tests/Azurite.";
    }
}
