using System.Diagnostics;

namespace Gateway.Benchmarks.Edge;

/// <summary>
/// A turn at measuring on a machine that several share: the file named by <c>GATEWAY_MEASURING_LOCK</c> is locked (flock)
/// while it lasts. Without the variable nothing is waited for.
/// </summary>
internal sealed class MeasuringTurn : IAsyncDisposable
{
    private readonly Process? _holder;

    private MeasuringTurn(Process? holder) => _holder = holder;

    public static async Task<MeasuringTurn> Take(CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_MEASURING_LOCK") is not { Length: > 0 } file)
            return new MeasuringTurn(null);

        // The lock ends with its holder, and the holder with its input: also when this process is killed.
        var start = new ProcessStartInfo("flock", ["-o", file, "sh", "-c", "echo taken; cat"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var holder = Process.Start(start) ?? throw new InvalidOperationException("flock could not be started.");
        try
        {
            await holder.StandardOutput.ReadLineAsync(cancellation);
            return new MeasuringTurn(holder);
        }
        catch (OperationCanceledException)
        {
            holder.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_holder is null)
            return;
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }
}
