using System.Diagnostics;

namespace Gateway.Benchmarks.Publishing;

/// <summary>Counts a process's <c>fsync</c> and <c>fdatasync</c> calls with strace (Debian package <c>strace</c>).</summary>
internal sealed class FsyncTrace : IAsyncDisposable
{
    private readonly Process process;
    private readonly string log;

    private FsyncTrace(Process process, string log) => (this.process, this.log) = (process, log);

    public static FsyncTrace Attach(int processId)
    {
        var path = Path.GetTempFileName();
        var start = new ProcessStartInfo("strace")
        {
            ArgumentList = { "-f", "-q", "-e", "trace=fsync,fdatasync", "-o", path, "-p", processId.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        var tracer = Process.Start(start) ?? throw new InvalidOperationException("strace could not be started.");

        // strace is silent once it has attached: /proc says when every thread has it as tracer.
        while (!Traced(processId))
        {
            if (tracer.HasExited)
                throw new InvalidOperationException("strace could not attach: " + tracer.StandardError.ReadToEnd());
            Thread.Yield();
        }

        return new FsyncTrace(tracer, path);
    }

    public async Task<int> Detach()
    {
        using (var interrupt = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await interrupt.WaitForExitAsync();
        await process.WaitForExitAsync();
        var lines = await File.ReadAllLinesAsync(log);

        // A call that another thread's interrupts is logged in two lines; only its first counts.
        return lines.Count(l => l.Contains("sync(", StringComparison.Ordinal) && !l.Contains("resumed>", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        File.Delete(log);
    }

    private static bool Traced(int processId) =>
        Directory.GetDirectories($"/proc/{processId}/task").All(task =>
            !File.Exists(task + "/status") || !File.ReadAllText(task + "/status").Contains("TracerPid:\t0\n", StringComparison.Ordinal));
}
