using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.Edge.Servers;

/// <summary>A server started as a process on a processor of its own, stopped by process id whatever happens.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string name, Uri address)
    {
        _process = process;
        Name = name;
        Address = address;
    }

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>One of ours: <see cref="ServeCommand"/>.</summary>
    public static Task<ServerProcess> Ours(string name, string kind, string argument, string probe, CancellationToken cancellation, int cpu = Cpus.Server)
    {
        var port = GatewayUnderTest.FreePort();
        return Start(name, port, cpu, ["dotnet", typeof(ServerProcess).Assembly.Location, ServeCommand.Word, kind, port.ToString(CultureInfo.InvariantCulture), argument], probe, cancellation);
    }

    /// <summary>Started, and answering.</summary>
    /// <param name="name">How the tables call it.</param>
    /// <param name="port">Where it listens, on loopback.</param>
    /// <param name="cpu">The processor that it has.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="probe">A path that it answers with a 2xx once it is ready.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ServerProcess> Start(string name, int port, int cpu, IEnumerable<string> command, string probe, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Cpus.Starter, Cpus.Start(cpu, command))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} could not be started.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is { Length: > 0 } line && !line.StartsWith("Debug: ", StringComparison.Ordinal) && !line.StartsWith("Info: ", StringComparison.Ordinal))
                Console.Error.WriteLine($"{name}: {line}");
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, name, new Uri($"http://127.0.0.1:{port}/"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Kill();
        try
        {
            await server.Answer(probe, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task Answer(string probe, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"{Name} ended with {_process.ExitCode} before it was ready.");
            try
            {
                using var answer = await client.GetAsync(new Uri(probe, UriKind.Relative), patience.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
