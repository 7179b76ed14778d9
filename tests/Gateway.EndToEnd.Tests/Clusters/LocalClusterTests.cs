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
            },
        };
        var said = new ConcurrentQueue<string>();
        script.OutputDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (line.Data?.StartsWith("The key to publish with", StringComparison.Ordinal) is true)
                ready.TrySetResult();
        };
        script.Start();
        try
        {
            script.BeginOutputReadLine();
            await Task.WhenAny(ready.Task, script.WaitForExitAsync()).WaitAsync(Patience);
            Assert.False(script.HasExited, "The script has ended.");

            using var client = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")), Timeout = Patience };
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri("/api/articles/hello", UriKind.Relative)) { Content = Records.Content(Records.Json("hello")) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await File.ReadAllTextAsync(_data.KeyFile));
            using var put = await client.SendAsync(request);
            Assert.True(put.StatusCode == HttpStatusCode.Created, $"{put.StatusCode}: {await put.Content.ReadAsStringAsync()}\n{string.Join('\n', said)}");
            Assert.Contains("A title", await client.GetStringAsync(new Uri("/latest.rss", UriKind.Relative)), StringComparison.Ordinal);
        }
        finally
        {
            GatewayProcess.Signal(script.Id, "INT");
            await script.WaitForExitAsync().WaitAsync(Patience);
        }

        Assert.Equal(130, script.ExitCode);
        Assert.All((int[])[port, port + 100, port + 200, port + 201, port + 400, port + 401, port + 500, port + 502], p => Assert.False(IsOpen(p), $"{p} is open still."));
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
