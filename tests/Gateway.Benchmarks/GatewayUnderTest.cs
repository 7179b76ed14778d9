using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Gateway.Benchmarks.Edge;

namespace Gateway.Benchmarks;

/// <summary>A gateway started as a process on free loopback ports, stopped by process id whatever happens.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    public const string Key = "benchmark-key-benchmark-key";

    /// <summary>This repository's build, unless <c>GATEWAY_UNDER_TEST</c> names another's <c>gateway.dll</c>.</summary>
    private static readonly string Executable = Environment.GetEnvironmentVariable("GATEWAY_UNDER_TEST") is { Length: > 0 } other
        ? other
        : Path.Combine(RepositoryRoot(), "src", "Gateway", "bin", "Release", "net10.0", "gateway.dll");

    private const int MostWarnings = 20;

    private readonly Process process;
    private readonly bool ownsFolder;

    private GatewayUnderTest(Process process, string folder, bool ownsFolder, int port, int managementPort, TimeSpan untilReady)
    {
        this.process = process;
        this.ownsFolder = ownsFolder;
        Folder = folder;
        UntilReady = untilReady;
        Management = new Uri($"http://127.0.0.1:{managementPort}/");
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64, PooledConnectionLifetime = Timeout.InfiniteTimeSpan })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}/"),
            Timeout = TimeSpan.FromMinutes(10),
        };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    public HttpClient Client { get; }

    public Uri Management { get; }

    public string Folder { get; }

    /// <summary>From the start of the process to the first 200 of <c>/readyz</c>.</summary>
    public TimeSpan UntilReady { get; }

    public int ProcessId => process.Id;

    /// <summary>Resident memory in MB (10^6 bytes).</summary>
    public double ResidentMegabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1e6;
        }
    }

    /// <param name="folder">Its data; null for a temporary folder of its own.</param>
    /// <param name="cancellation">Gives up waiting for it.</param>
    /// <param name="settings">Further settings, <c>Key=value</c>.</param>
    /// <param name="cpu">The processor that it is bound to; null for all.</param>
    /// <param name="ahead">Whether it runs ahead of whatever else runs on the machine.</param>
    public static async Task<GatewayUnderTest> Start(string? folder = null, CancellationToken cancellation = default, IEnumerable<string>? settings = null, int? cpu = null, bool ahead = false)
    {
        var temporary = folder is null;
        folder ??= Directory.CreateTempSubdirectory("gateway-benchmark-").FullName;
        var (port, management) = (FreePort(), FreePort());
        var start = new ProcessStartInfo(ahead ? Cpus.Starter : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
            [
                .. ahead ? Cpus.Start(cpu, ["dotnet"]) : [],
                Executable,
                $"--urls=http://127.0.0.1:{port}",
                $"--Gateway:Management:Urls=http://127.0.0.1:{management}",
                $"--Gateway:DataDirectory={folder}",
                $"--Gateway:PublicUrl=http://127.0.0.1:{port}",
                $"--Gateway:Publishers:benchmark:Key={Key}",
                .. settings?.Select(s => "--" + s) ?? [],
            ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var watch = Stopwatch.StartNew();
        var started = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
        var warnings = 0;
        started.OutputDataReceived += (_, e) =>
        {
            if (e.Data is { } line && (line.Contains(" warn: ", StringComparison.Ordinal) || line.Contains(" fail: ", StringComparison.Ordinal)) && ++warnings <= MostWarnings)
                Console.Error.WriteLine(warnings == MostWarnings ? line + " (and further warnings)" : line);
        };
        started.ErrorDataReceived += (_, e) => Console.Error.WriteLine(e.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill(started);
        try
        {
            using var probe = new HttpClient();
            while (true)
            {
                if (started.HasExited)
                    throw new InvalidOperationException($"The gateway ended with {started.ExitCode} before it was ready.");
                try
                {
                    using var answer = await probe.GetAsync(new Uri($"http://127.0.0.1:{management}/readyz"), cancellation);
                    if (answer.IsSuccessStatusCode)
                        return new GatewayUnderTest(started, folder, temporary, port, management, watch.Elapsed);
                }
                catch (HttpRequestException)
                {
                    // Not listening yet.
                }

                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellation);
            }
        }
        catch
        {
            Kill(started);
            throw;
        }
    }

    /// <summary>The sum of a counter's series, those with all of the labels, in the Prometheus text of the management listener.</summary>
    public async Task<double> Counter(string name, CancellationToken cancellation, params string[] labels)
    {
        var text = await Client.GetStringAsync(new Uri(Management, "metrics"), cancellation);
        return text.Split('\n')
            .Where(l => l.StartsWith(name, StringComparison.Ordinal) && l.Length > name.Length && l[name.Length] is ' ' or '{')
            .Where(l => labels.All(label => l.Contains(label, StringComparison.Ordinal)))
            .Sum(l => double.Parse(l[(l.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until the runtime has compiled for good what has been called often so far; how many methods it has compiled.</summary>
    public async Task<double> Compiled(CancellationToken cancellation)
    {
        double before = -1, now = 0;
        while (now > before)
        {
            before = now;
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellation);
            now = await Counter("dotnet_jit_compiled_methods_total", cancellation);
        }

        return now;
    }

    /// <summary>Stops the process without ceremony and starts another one on the same data.</summary>
    public async Task Stop()
    {
        Kill(process);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        process.Dispose();
        Client.Dispose();
        if (ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }

    public static string RepositoryRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here) ?? ".", "..", ".."));

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
