using Gateway.Commands;

namespace Gateway.Hosting;

/// <summary>
/// Ends the process where its silo cannot go on, above all where the others have given it up: it may not touch any state from then
/// on. One line says why; whoever runs it starts it anew.
/// </summary>
internal sealed class FatalErrors(ILoggerFactory logs) : IFatalErrorHandler
{
    private static readonly TimeSpan LongestExit = TimeSpan.FromSeconds(5);

    private int _ends;

    /// <inheritdoc />
    public bool IsUnexpected(Exception exception) => true;

    /// <inheritdoc />
    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        if (Interlocked.Exchange(ref _ends, 1) != 0)
            return;

        using var late = TimeProvider.System.CreateTimer(static reason => Environment.FailFast((string?)reason), context, LongestExit, Timeout.InfiniteTimeSpan);
        var log = logs.CreateLogger("Gateway");
        if (exception is null)
            Log.GivenUp(log, context);
        else
            Log.SiloBroke(log, exception, context);
        // Writes what waits to be written.
        logs.Dispose();
        Environment.Exit(ExitCode.Failure);
    }
}
