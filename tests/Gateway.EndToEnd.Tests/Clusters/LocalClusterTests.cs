using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Gateway.EndToEnd.Tests.Harness;
using Gateway.Tests.Shared;

namespace Gateway.EndToEnd.Tests.Clusters;

/// <summary><c>deploy/local-cluster</c>, as somebody runs it who tries the gateway.</summary>
public sealed class LocalClusterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task LocalCluster_ServesUntilItIsInterrupted_AndLeavesNothingRunning()
    {
        if (AzuriteServer.Lack() is { } lack)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, lack);
            Assert.Skip(lack);
        }

        var port = FreeBase();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var script = new Process
        {
            StartInfo = new ProcessStartInfo(
                Path.Combine(Corpus.RepositoryRoot, "deploy", "local-cluster"),
                ["--silos", "2", "--edges", "1", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", _data.Path, "--no-build"])
            {
                WorkingDirectory = _data.Root,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var said = new ConcurrentQueue<string>();
        script.OutputDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (line.Data?.StartsWith("The key to publish with", StringComparison.Ordinal) is true)
                ready.TrySetResult();
        };
        script.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        script.Start();
        try
        {
            script.BeginOutputReadLine();
            script.BeginErrorReadLine();
            await Task.WhenAny(ready.Task, script.WaitForExitAsync()).WaitAsync(Patience);
            Assert.False(script.HasExited, "The script has ended.");

            using var client = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")), Timeout = Patience };
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("/api/articles/hello", UriKind.Relative)) { Content = Records.Content(Records.Json("hello")) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await File.ReadAllTextAsync(_data.KeyFile));
            using var put = await client.SendAsync(request);
            Assert.True(put.StatusCode == HttpStatusCode.Created, $"{put.StatusCode}: {await put.Content.ReadAsStringAsync()}\n{string.Join('\n', said)}");
            await ReadsAsync();

            // A silo less, and it says so; the rest goes on.
            GatewayProcess.Signal(ProcessAt(port + 400), "KILL");
            for (var began = Stopwatch.GetTimestamp(); !said.Any(l => l.StartsWith("silo-0 has ended", StringComparison.Ordinal)); await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
                Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "Nobody is told that the silo has ended.");
            await ReadsAsync();
            Assert.Contains(said, l => l.StartsWith("silo-1 | ", StringComparison.Ordinal));
            Assert.Contains(said, l => l.StartsWith("edge-0 | ", StringComparison.Ordinal));

            async Task ReadsAsync() => Assert.Contains("A title", await client.GetStringAsync(new Uri("/latest.rss", UriKind.Relative)), StringComparison.Ordinal);
        }
        finally
        {
            GatewayProcess.Signal(script.Id, "INT");
            await script.WaitForExitAsync().WaitAsync(Patience);
        }

        Assert.Equal(130, script.ExitCode);
        Assert.All((int[])[port, port + 100, port + 200, port + 201, port + 400, port + 401, port + 500, port + 502], p => Assert.False(IsOpen(p), $"{p} is open still."));
    }

    [Theory]
    [InlineData("--silos must be 1 to 9, not \"0\".", "--silos", "0")]
    [InlineData("--edges must be 1 to 9, not \"many\".", "--edges", "many")]
    [InlineData("--port must be 1024 to 65000, not \"99999\".", "--port", "99999")]
    [InlineData("--data needs a value.", "--data")]
    [InlineData("unknown: --silo", "--silo", "3")]
    public async Task Mistake_IsToldOf_AndNothingIsStarted(string message, params string[] arguments)
    {
        var (code, error) = await RunAsync(arguments);
        Assert.Equal(2, code);
        Assert.StartsWith("local-cluster: " + message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsToldOf()
    {
        var port = FreeBase();
        using var other = new TcpListener(IPAddress.Loopback, port + 201);
        other.Start();
        var (code, error) = await RunAsync("--port", port.ToString(CultureInfo.InvariantCulture), "--data", _data.Path, "--no-build");
        Assert.Equal(2, code);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"local-cluster: something listens already at port {port + 201}: choose another --port.\n"), error);
    }

    private async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        if (AzuriteServer.Lack() is { } lack)
            Assert.Skip(lack);
        using var script = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(Corpus.RepositoryRoot, "deploy", "local-cluster"), arguments) { WorkingDirectory = _data.Root, UseShellExecute = false, RedirectStandardError = true },
        };
        script.Start();
        var error = await script.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await script.WaitForExitAsync().WaitAsync(Patience);
        return (script.ExitCode, error);
    }

    // By the one who listens there.
    private static int ProcessAt(int port)
    {
        var inode = File.ReadLines("/proc/net/tcp").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .First(f => f[1].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port:X4}"), StringComparison.Ordinal) && f[3] is "0A")[9];
        return new DirectoryInfo("/proc").EnumerateDirectories().Where(d => int.TryParse(d.Name, CultureInfo.InvariantCulture, out _))
            .Where(d => Links(d).Contains($"socket:[{inode}]", StringComparer.Ordinal)).Select(d => int.Parse(d.Name, CultureInfo.InvariantCulture)).First();

        static IEnumerable<string> Links(DirectoryInfo process)
        {
            try
            {
                return [.. new DirectoryInfo(Path.Combine(process.FullName, "fd")).EnumerateFileSystemInfos().Select(f => f.LinkTarget ?? "")];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return [];
            }
        }
    }

    // The script's ports lie below 600 from the first; few of a machine's are taken, and the attempt says which.
    private static int FreeBase()
    {
        for (var port = 20_000; port < 60_000; port += 1_000)
        {
            if (!Enumerable.Range(port, 600).Any(IsOpen))
                return port;
        }

        throw new InvalidOperationException("No 600 ports in a row are free.");
    }

    private static bool IsOpen(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
