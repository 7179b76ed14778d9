using System.Collections.Concurrent;

namespace Gateway.Hosting.Logging;

/// <summary>
/// Keeps any one event from filling the disk: of each there are so many lines a minute, and then one that says how many there would
/// have been. What goes wrong a hundred times a second goes wrong a hundred times a second for as long as a network or a storage is
/// away, and a stranger may be the one who makes it. Thread-safe.
/// </summary>
[ProviderAlias("Console")]
internal sealed class BoundedLoggerProvider : ILoggerProvider
{
    /// <summary>Lines of one event in one window: of the gateway's own.</summary>
    public const int Lines = 20;

    /// <summary>Of a library's.</summary>
    public const int ForeignLines = 3;

    /// <summary>The window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ILoggerProvider _inner;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, BoundedLogger> _loggers = new(StringComparer.Ordinal);
    private readonly ITimer _timer;

    public BoundedLoggerProvider(ILoggerProvider inner, TimeProvider time)
    {
        (_inner, _time) = (inner, time);
        _timer = time.CreateTimer(_ => EndWindows(), null, Window, Window);
    }

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(
        categoryName,
        static (name, provider) => new BoundedLogger(provider._inner.CreateLogger(name), IsOwn(name) ? Lines : ForeignLines, provider._time),
        this);

    public void Dispose()
    {
        _timer.Dispose();
        EndWindows();
        _inner.Dispose();
    }

    private static bool IsOwn(string category) => category.StartsWith("Gateway", StringComparison.Ordinal);

    private void EndWindows()
    {
        foreach (var logger in _loggers.Values)
            logger.EndWindows();
    }
}
